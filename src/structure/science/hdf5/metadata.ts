import { lookup3 } from '../../../hash/lookup3.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import type { ExactReader } from '../../kit/exact-reader.ts';
import { latin1At, u16le, u32le, u64le } from '../../kit/read-int.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { broken, mismatch } from '../../kit/verdicts.ts';
import { type Named, namedIn } from './messages.ts';

const MOST = 60_000;
const SUM = 4;

/**
 * Follows the metadata of a file from the header of its root group on, and holds the checksum of each block: in any order
 * in the head of the file, and behind that in the order of their addresses. Blocks that lie there before the one that names
 * them, and the links of big groups, are not reached.
 */
export function* followMetadata(
  reader: ExactReader,
  head: Uint8Array,
  root: number,
): Step<StructureVerdict | undefined> {
  const near: Named[] = [{ kind: 'object', at: root }];
  const far = new Map<number, Named>();
  const seen = new Set<number>();
  // The head is valid only until more is read.
  const copy = Buffer.from(head);
  for (;;) {
    const named = near.pop() ?? nearest(far, reader.offset);
    if (named === undefined) return undefined;
    if (seen.has(named.at) || !Number.isSafeInteger(named.at)) continue;
    const isFar = far.delete(named.at);
    if (isFar) yield* reader.skipTo(named.at, `the file; metadata lie at ${named.at}`);
    const block = yield* takeBlock(isFar ? takeNext(reader) : takeFrom(copy, named.at), named);
    if (block === 'later') {
      far.set(named.at, named);
      continue;
    }
    seen.add(named.at);
    if (block === undefined) continue;
    if ('is' in block) return block;
    near.push(...namedIn(named, block));
  }
}

/** Returns the block that is read next. */
function nearest(far: ReadonlyMap<number, Named>, from: number): Named | undefined {
  const least = Math.min(...[...far.keys()].filter((at) => at >= from));
  return far.get(least);
}

/** Takes the next bytes of a block; undefined where they are not at hand. */
type Take = (count: number, what: string) => Step<Buffer | undefined>;

function takeNext(reader: ExactReader): Take {
  return (count, what) => reader.take(count, what);
}

function takeFrom(head: Buffer, start: number): Take {
  let at = start;
  // oxlint-disable-next-line require-yield -- these bytes are at hand, and no chunk is waited for
  return function* (count) {
    at += count;
    return at > head.length ? undefined : head.subarray(at - count, at);
  };
}

const NAMES: Readonly<Record<Named['kind'], string>> = {
  object: 'OHDR',
  continuation: 'OCHK',
  tree: 'BTHD',
  leaf: 'BTLF',
  heap: 'FRHP',
  heapBlock: 'FHDB',
  fixedArray: 'FAHD',
  fixedBlock: 'FADB',
  array: 'EAHD',
};

/** Blocks of one length: with addresses and lengths of eight bytes. */
const LENGTHS: Partial<Record<Named['kind'], number>> = { tree: 38, fixedArray: 28, array: 72 };

type Taken = Buffer | StructureVerdict | 'later' | undefined;

/** Takes a block whose checksum holds; undefined where it has none or is too long to be held. */
function* takeBlock(take: Take, named: Named): Step<Taken> {
  const { kind, at } = named;
  const what = `the metadata at ${at}`;
  const word = yield* take(4, what);
  if (word === undefined) return 'later';
  if (latin1At(word, 0, 4) !== NAMES[kind]) {
    // The headers of objects before version 2 have no name and no checksum.
    if (kind === 'object' && word.readUInt16LE() === 1) return undefined;
    return broken(`no ${NAMES[kind]} at ${at}, where the metadata name one`);
  }
  const head = yield* takeHead(take, named, what);
  if (head === undefined || head === 'later') return head;
  const rest = yield* take(head.length, what);
  return rest === undefined ? 'later' : held(named, Buffer.concat([word, head.bytes, rest]));
}

function held(named: Named, block: Buffer): Taken {
  const name = `checksum of ${NAMES[named.kind]} at ${named.at}:`;
  const sumAt = named.kind === 'heapBlock' ? named.sumAt : block.length - SUM;
  const wanted = u32le(block, sumAt);
  // A block of a heap has its checksum before its content, which is summed with it as 0.
  if (named.kind === 'heapBlock') block.fill(0, sumAt, sumAt + SUM);
  const found = lookup3(named.kind === 'heapBlock' ? block : block.subarray(0, sumAt));
  return found === wanted ? block : mismatch(name, wanted, found);
}

type Head = { readonly bytes: Buffer; readonly length: number } | 'later' | undefined;

/** Takes what says how long a block is; its length is without the name and that. */
function* takeHead(take: Take, named: Named, what: string): Step<Head> {
  if (named.kind === 'object') return yield* takeObjectHead(take, what);
  if (named.kind === 'heap') return yield* takeHeapHead(take, what);
  const length = ('length' in named ? named.length : LENGTHS[named.kind]) ?? 0;
  if (length < 2 * SUM || length > MOST) return undefined;
  return { bytes: Buffer.alloc(0), length: length - 4 };
}

function* takeObjectHead(take: Take, what: string): Step<Head> {
  const start = yield* take(2, what);
  if (start === undefined) return 'later';
  const flags = start.readUInt8(1);
  if (start.readUInt8() !== 2) return undefined;
  const width = 1 << (flags & 3);
  const before = (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const fields = yield* take(before + width, what);
  if (fields === undefined) return 'later';
  const size = width === 8 ? u64le(fields, before) : fields.readUIntLE(before, width);
  return size > MOST ? undefined : { bytes: Buffer.concat([start, fields]), length: size + SUM };
}

/** One whose objects pass filters has three fields more. */
function* takeHeapHead(take: Take, what: string): Step<Head> {
  const start = yield* take(5, what);
  if (start === undefined) return 'later';
  const filters = u16le(start, 3);
  return { bytes: start, length: 146 - 9 + (filters === 0 ? 0 : 12 + filters) };
}
