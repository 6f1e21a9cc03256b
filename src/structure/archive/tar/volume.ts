/** Volumes of GNU tar (`tar -M`): each but the first may begin with the rest of a member, and says which and from where. */
import type { BytePath } from '../../../model/path.ts';
import { latin1At } from '../../kit/read-int.ts';
import { BLOCK, longName, octal, parseTarHeader, type TarHeader } from './header.ts';

/** A member of which a volume holds the rest, from an offset on; or of which one holds the beginning, up to an offset. */
export type PartOfMember = { readonly name: BytePath; readonly offset: number };

/** A file beside a tar: its name and its first bytes. */
export type Beside = { readonly name: BytePath; readonly head: Uint8Array };

/** As much of a file as `continuationIn` looks at. */
export const VOLUME_HEAD = 4 * BLOCK;

const LABEL = 'V';
const REST = 'M';
const OFFSET = { at: 369, length: 12 };
/** A name in the header of a rest is cut to this. */
const SHORT_NAME = 100;

/** Returns the offset in a member from which a header of type `M` has the rest of it. */
export function offsetOfRest(block: Buffer): number {
  return octal(block.toString('latin1', OFFSET.at, OFFSET.at + OFFSET.length)) ?? 0;
}

/** Returns whether a block is the header of a rest (GNU, before POSIX: no magic, and only its offset after the link name). */
export function isRest(block: Buffer): boolean {
  if (parseTarHeader(block)?.type !== REST) return false;
  const others = block.subarray(345).filter((_, i) => i < 24 || i >= 24 + OFFSET.length);
  return others.every((byte) => byte === 0 || (byte >= 0x30 && byte <= 0x37));
}

/** Returns what a pax header for a whole volume says about the member with which the volume begins. */
export function restInPax(records: Buffer): PartOfMember | undefined {
  const text = records.toString('latin1');
  const name = /\d+ GNU\.volume\.filename=(.*)\n/.exec(text)?.[1];
  const offset = /\d+ GNU\.volume\.offset=(\d+)\n/.exec(text)?.[1];
  return name === undefined || offset === undefined ? undefined : { name, offset: Number(offset) };
}

/**
 * Returns the member with the rest of which a volume begins, by its first bytes; a label may come before. Where nothing of the
 * member lies in the volume before, its own header follows.
 */
export function continuationIn(head: Uint8Array): PartOfMember | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const first = parseTarHeader(bytes.subarray(0, BLOCK));
  const at = first?.type === LABEL ? BLOCK : 0;
  const block = bytes.subarray(at, at + BLOCK);
  const header = parseTarHeader(block);
  const records = bytes.subarray(at + BLOCK, at + BLOCK + Math.min(header?.size ?? 0, 2 * BLOCK));
  const rest =
    header?.type === REST
      ? { name: longName(block.subarray(0, SHORT_NAME)), offset: offsetOfRest(block) }
      : header?.type === 'g'
        ? restInPax(records)
        : undefined;
  return rest?.offset === 0 ? undefined : rest;
}

/** Returns whether a header says that a member begins here anew, with a header of its own. */
export function isNewStart({ type }: TarHeader, block: Buffer): boolean {
  return type === REST && offsetOfRest(block) === 0;
}

/** Returns whether two parts are of one member and meet. */
export function meet(begun: PartOfMember, rest: PartOfMember): boolean {
  return begun.offset === rest.offset && begun.name.slice(0, SHORT_NAME) === rest.name.slice(0, SHORT_NAME);
}

/**
 * Returns whether a file beside a volume goes on where that ends: with the rest of the member that it ends in, or, where it ends
 * between two members, as a tar with the next name.
 */
export function goesOnBeside(
  name: BytePath,
  open: PartOfMember | undefined,
  beside: Iterable<Beside>,
): boolean {
  for (const each of beside) {
    if (each.name === name) continue;
    if (open === undefined) {
      if (isNextName(name, each.name) && isTar(each.head)) return true;
      continue;
    }
    const rest = continuationIn(each.head);
    if (rest !== undefined && meet(open, rest)) return true;
  }
  return false;
}

function isTar(head: Uint8Array): boolean {
  const block = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, BLOCK));
  return latin1At(head, 257, 5) === 'ustar' || isRest(block) || parseTarHeader(block)?.type === LABEL;
}

/** Returns whether the second name is that of the next volume: `b.tar` and `b.tar-2`, `b1.tar` and `b2.tar`. */
function isNextName(name: BytePath, next: BytePath): boolean {
  if (new RegExp(String.raw`^[-._]?0*2$`).test(next.slice(name.length)) && next.startsWith(name)) return true;
  return [...name.matchAll(/\d+/g)].some(({ 0: digits, index }) => {
    const number = `${Number(digits) + 1}`.padStart(digits.length, '0');
    return name.slice(0, index) + number + name.slice(index + digits.length) === next;
  });
}
