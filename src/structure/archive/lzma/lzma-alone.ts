import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { extensionOf } from '../../kit/extensions.ts';
import { type NestedCheck, nestedCheck } from '../../kit/nested.ts';
import { u32le } from '../../kit/read-int.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { lzmaProperties } from './decoder.ts';
import { unpackLzma } from './stream.ts';

const { broken, cut } = verdictsOf('lzma');

const HEADER = 13;
const MOST_PROPERTIES = 225;
const KNOWN_SIZE = 2 ** 40;
const OPEN = 0xffff_ffff;
const EXTENSIONS = ['lzma', 'tlz'];

/**
 * A stream of LZMA by itself, as `xz --format=lzma` and lzma write it, and of lzip before its version 1: properties, the
 * size of the dictionary and that of the content, and the content, which is unpacked and checked; there is no checksum in it.
 * Its head is short, so that only a file of its name can be broken.
 */
export const lzmaAlone: Structure = {
  name: 'lzma',
  starts: 'L]',
  traits: ['dense'],
  extensions: EXTENSIONS,
  recognises(head) {
    if (Buffer.from(head.subarray(0, 5)).toString('latin1') === 'LZIP\0') return (head[5] ?? 0) >= 12;
    return head[0] === 0x5d && isHeader(head);
  },
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function isHeader(head: Uint8Array): boolean {
  if (head.length <= HEADER || (head[0] ?? 0) >= MOST_PROPERTIES || head[HEADER] !== 0) return false;
  const dictionary = u32le(head, 1);
  const isRound = dictionary >= 4096 && (dictionary & (dictionary - 1)) === 0;
  const size = sizeOf(head);
  return (isRound || dictionary % 3 === 0) && (size === undefined || size < KNOWN_SIZE);
}

/** The size of the content; undefined where it ends in a mark. */
function sizeOf(head: Uint8Array): number | undefined {
  const [low, high] = [u32le(head, 5), u32le(head, 9)];
  return low === OPEN && high === OPEN ? undefined : high * 2 ** 32 + low;
}

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = nestedCheck(file, unpackedPath(file.path, { lzma: '', tlz: 'tar' }));
  const verdict = yield* unpackAll(source, inside);
  const isNamed = EXTENSIONS.includes(extensionOf(file.path));
  return isNamed || verdict.is === 'sound' ? inside.judge(verdict) : UNKNOWN;
}

function* unpackAll(source: Source, inside: NestedCheck): Step<StructureVerdict> {
  const head = yield* source.take(HEADER);
  const properties = lzmaProperties(head[0] ?? 0);
  const dictionary = head.length < HEADER ? 0 : u32le(head, 1);
  if (head[0] !== 0x5d || properties === undefined || head.length < HEADER) return UNKNOWN;
  const end = yield* unpackLzma(source, {
    properties,
    dictionary,
    size: sizeOf(head),
    isWanted: () => inside.isWanted(),
    see: (bytes) => inside.see(bytes),
  });
  if (end === 'whole') return SOUND;
  if (end === 'unknown') return UNKNOWN;
  if (end === 'cut')
    return cut(`ends at ${source.offset + (yield* source.peek(PIECE)).length}, inside its content`);
  return broken(`at or after ${source.offset}: ${end.fault}`);
}

const PIECE = 65_536;
