/**
 * tar (POSIX ustar and pax, GNU, old v7): a chain of headers with checksums, each followed by its data, and two blocks of
 * zeros. The data has no checksum, so a tar is never more than sound. `tar` stops at the zeros, so members behind them
 * (a hole over headers, or archives joined by `cat`) would be left out by a restore; that is a warning.
 */
import { type BytePath, toText } from '../../../model/path.ts';
import type { Probe } from '../../../model/probe.ts';
import { follow, type Source, type Step } from '../../kit/chunked-reader.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import {
  BLOCK,
  longName,
  nameInHeader,
  parseTarHeader,
  paxName,
  paxSize,
  sumTarHeader,
  type TarHeader,
} from './header.ts';

const MOST_PAX = 65_536;
const ZEROS = Buffer.alloc(BLOCK);
/** Links, devices, directories and pipes: a size there is mostly only information. */
const WITHOUT_DATA = '123456';
/** Files, of POSIX, of old and contiguous ones; of those with holes the data is a map of them and what is left. */
const FILES = ['0', '\0', '7'];
const SPARSE = 'GNUSparseFile.';

/** Who looks at the members of a tar on the way. */
export type TarSight = {
  /** A member begins, by its name as the tar has it; what is given sees the bytes of its data. */
  member(name: BytePath, header: TarHeader): ((bytes: Buffer) => void) | undefined;
  /** The data of the last member was seen to its end. */
  end(): void;
};

/** What an extended header says of the member behind it. */
type Said = { readonly size?: number | undefined; readonly name?: BytePath | undefined };

/** tar, also of volumes and of sparse files. */
export const tar: Structure = {
  name: 'tar',
  traits: ['paged'],
  extensions: ['tar'],
  recognises(head) {
    const block = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, BLOCK));
    const header = parseTarHeader(block);
    if (header?.size === undefined) return false;
    return block.toString('latin1', 257, 262) === 'ustar' || isOldHeader(block);
  },
  begin: (subject) =>
    follow((source) => (subject.depth === 'deep' ? lookInto(source, subject) : followTar(source))),
};

/** Follows a tar and looks at each of its files like at a file of its own; the first that is wrong counts. */
function* lookInto(source: Source, subject: CheckedFile): Step<StructureVerdict> {
  let name: BytePath = '';
  let inner: Probe<StructureVerdict> | undefined;
  let wrong: StructureVerdict | undefined;
  const standing = yield* followTar(source, {
    member(path, { type }) {
      if (wrong !== undefined || !FILES.includes(type) || path.includes(SPARSE)) return undefined;
      const probe = subject.nest(path);
      name = path;
      inner = probe;
      return (bytes) => probe.update(bytes);
    },
    end() {
      const inside = inner?.end();
      inner = undefined;
      if (inside?.is === 'broken' || inside?.is === 'cut')
        wrong = { ...inside, detail: `inside ${toText(name)}: ${inside.detail}` };
    },
  });
  return standing.is === 'sound' ? (wrong ?? standing) : standing;
}

/** A header from before POSIX has no magic; its name is one, and everything behind the link's name is zero. */
function isOldHeader(block: Buffer): boolean {
  const numbers = block.toString('latin1', 100, 148);
  return (
    (block[0] ?? 0) > 0x20 && /^[ 0-7\0]+$/.test(numbers) && block.subarray(345).every((byte) => byte === 0)
  );
}

/** Follows a tar from its first header to its end, and shows its members on the way. */
export function* followTar(source: Source, sight?: TarSight): Step<StructureVerdict> {
  let said: Said = {};
  for (;;) {
    const at = source.offset;
    const block = yield* source.take(BLOCK);
    if (block.length === 0)
      return { is: 'cut', severity: 'warning', detail: `tar: ends at ${at} without the two blocks of zeros` };
    if (block.length < BLOCK) return cut(`tar: ends at ${source.offset} inside a block`);
    if (block.equals(ZEROS)) return yield* checkEnd(source, at);
    const header = parseTarHeader(block);
    if (header === undefined) {
      const { wanted, unsigned } = sumTarHeader(block);
      return broken(`tar: header at ${at}: checksum wanted ${wanted ?? 'none'}, found ${unsigned}`);
    }
    const isMeta = 'xgLK'.includes(header.type);
    const see = isMeta ? undefined : sight?.member(said.name ?? nameInHeader(block), header);
    const next = yield* passData(source, header, said, see);
    if (next === 'short') return cut(`tar: ends at ${source.offset} inside the member at ${at}`);
    if ('is' in next) return next;
    if (see !== undefined) sight?.end();
    said = next;
  }
}

/** Passes a member's data; gives what it says of the next, where it is an extended header. */
function* passData(
  source: Source,
  header: TarHeader,
  said: Said,
  see?: (bytes: Buffer) => void,
): Step<StructureVerdict | 'short' | Said> {
  for (let isExtended = header.isExtended; isExtended; ) {
    const map = yield* source.take(BLOCK);
    if (map.length < BLOCK) return 'short';
    isExtended = map[504] === 1;
  }
  const size = said.size ?? header.size;
  if (size === undefined) return UNKNOWN;
  if (size === 0) return {};
  if (WITHOUT_DATA.includes(header.type)) {
    const next = yield* source.peek(BLOCK);
    if (next.length < BLOCK || next.equals(ZEROS) || parseTarHeader(next) !== undefined) return {};
  }
  if ('xL'.includes(header.type) && size <= MOST_PAX) {
    const records = yield* source.take(size);
    const isWhole = yield* source.skip(padding(size));
    if (!isWhole || records.length < size) return 'short';
    return header.type === 'L'
      ? { name: longName(records) }
      : { size: paxSize(records), name: paxName(records) };
  }
  // A tar that ends with its last byte of data lacks nothing but padding.
  if (see === undefined) {
    if (!(yield* source.skip(size))) return 'short';
  } else
    for (let left = size; left > 0; ) {
      const bytes = yield* source.some(left);
      if (bytes.length === 0) return 'short';
      see(bytes);
      left -= bytes.length;
    }
  const rest = yield* source.peek(padding(size));
  yield* source.skip(rest.length);
  return header.type === 'K' ? said : {};
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** Behind the first block of zeros: more zeros, or bytes that are nobody's; but no member. */
function* checkEnd(source: Source, at: number): Step<StructureVerdict> {
  for (;;) {
    const from = source.offset;
    const block = yield* source.take(BLOCK);
    if (block.length < BLOCK) return SOUND;
    if (block[257] !== 0x75 || block.toString('latin1', 257, 262) !== 'ustar') continue;
    if (parseTarHeader(block) === undefined) continue;
    const detail = `tar: zeros at ${at} end it, but members follow at ${from}`;
    return { is: 'broken', severity: 'warning', detail };
  }
}
