import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u32be, u64be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 0x514649fb;
const EXTERNAL_OR_EXTENDED = 0x4 | 0x10;
/** It was not closed, so that counts may lag behind. */
const DIRTY = 0x1;
const MAX_TABLES = 1 << 20;
const MIDDLE = 0x00ff_ffff;

/**
 * A disk image of QEMU (docs/interop/qcow2.txt), versions 2 and 3: its tables lie inside the file, and every cluster in
 * the level-2 tables begins inside it.
 */
export const qcow2: Structure = {
  name: 'qcow2',
  starts: 'Q',
  traits: ['paged'],
  extensions: ['qcow2'],
  recognises: (head) => u32be(head, 0) === MAGIC && u32be(head, 4) >= 1 && u32be(head, 4) <= 3,
  createCheck: () => exactProbe(walk),
};

/** Returns where the cluster of an entry lies: bits 9 to 55. */
function clusterAt(bytes: Buffer, at: number): number {
  return (u32be(bytes, at) & MIDDLE) * 2 ** 32 + Math.floor(u32be(bytes, at + 4) / 512) * 512;
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = yield* reader.take(72, 'the header');
  const version = u32be(header, 4);
  if (version < 2) return UNKNOWN;
  const flags = version === 3 ? u32be(yield* reader.take(8, 'the header'), 4) : 0;
  const bits = u32be(header, 20);
  const cluster = 2 ** bits;
  const l1 = { at: u64be(header, 40), count: u32be(header, 36) };
  const refcounts = u64be(header, 48) + u32be(header, 56) * cluster;
  if (bits < 9 || bits > 21 || l1.count > MAX_TABLES) return UNKNOWN;
  let end = Math.max(refcounts, l1.at + l1.count * 8);
  if (l1.count === 0 || l1.at < reader.offset || (flags & EXTERNAL_OR_EXTENDED) !== 0)
    return yield* checkReaches(reader, end, 'a table');

  const uncounted = yield* checkCounts(reader, { at: u64be(header, 48), before: l1.at, flags });
  if (uncounted !== undefined) return uncounted;
  yield* reader.skipTo(l1.at, 'the level-1 table');
  const tables: number[] = [];
  for (let i = 0; i < l1.count; i++) {
    const table = clusterAt(yield* reader.take(8, 'the level-1 table'), 0);
    if (table > 0) tables.push(table);
  }
  for (const table of tables.toSorted((a, b) => a - b)) {
    end = Math.max(end, table + cluster);
    // A table of a snapshot, or one that was moved, may lie before; the others are read on the way.
    if (table < reader.offset) continue;
    yield* reader.skipTo(table, 'a level-2 table');
    for (let left = cluster; left > 0; left -= 512) {
      const entries = yield* reader.take(512, 'a level-2 table');
      for (let at = 0; at < 512; at += 8) end = Math.max(end, firstByteAfter(entries, at, bits));
    }
  }
  return yield* checkReaches(reader, end, 'a cluster', SOUND);
}

/**
 * Checks that the first cluster, which has the header, is counted as used, where the tables of counts lie before the
 * level-1 table: `qemu-img check` reports it else, and the next write may overwrite the header. Counts of an image that
 * was not closed may lag behind.
 */
function* checkCounts(
  reader: ExactReader,
  { at, before, flags }: { readonly at: number; readonly before: number; readonly flags: number },
): Step<StructureVerdict | undefined> {
  if ((flags & DIRTY) !== 0 || at < reader.offset || at + 8 > before) return undefined;
  yield* reader.skipTo(at, 'the table of reference counts');
  const block = clusterAt(yield* reader.take(8, 'the table of reference counts'), 0);
  if (block === 0) return broken(`the table of reference counts at ${at} does not count the header`);
  if (block < reader.offset || block + 8 > before) return undefined;
  yield* reader.skipTo(block, 'a block of reference counts');
  const counts = yield* reader.take(8, 'a block of reference counts');
  return counts.every((byte) => byte === 0)
    ? broken(`the block of reference counts at ${block} does not count the header`)
    : undefined;
}

/** Returns the offset one byte past where the cluster of an entry begins. */
function firstByteAfter(entries: Buffer, at: number, bits: number): number {
  const high = u32be(entries, at);
  if ((high & 0x4000_0000) === 0) {
    const cluster = clusterAt(entries, at);
    return cluster === 0 ? 0 : cluster + 1;
  }
  // Compressed: 62 - (bits - 8) bits of offset.
  const offset = (high & 0x3fff_ffff) * 2 ** 32 + u32be(entries, at + 4);
  return (offset % 2 ** (62 - (bits - 8))) + 1;
}
