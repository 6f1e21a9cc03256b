import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const SECTOR = 512;
const FOOTER = 3 * SECTOR;
const COMPRESSED = 0x10000;
const MAX_GRAIN_TABLES = 1 << 20;

/**
 * A sparse disk image of VMware (Virtual Disk Format 5.0): what its header and grain tables refer to begins inside the
 * file; a streaming image ends in a footer, which repeats its header, and an end-of-stream marker.
 */
export const vmdk: Structure = {
  name: 'vmdk',
  starts: 'K',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 4) === 'KDMV' && u32le(head, 4) >= 1 && u32le(head, 4) <= 3,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = yield* reader.take(SECTOR, 'the header');
  const directory = u64le(header, 56);
  if (u32le(header, 56) === 0xffffffff && u32le(header, 60) === 0xffffffff) return yield* walkStream(reader);
  const grain = u64le(header, 20);
  const perTable = u32le(header, 44);
  const capacity = u64le(header, 12);
  const tables = Math.ceil(capacity / (grain * perTable));
  const isCompressed = (u32le(header, 8) & COMPRESSED) !== 0;
  let end = u64le(header, 64) * SECTOR;
  let last = 0;
  if (!(tables > 0 && tables <= MAX_GRAIN_TABLES) || directory * SECTOR < SECTOR || perTable > 4096)
    return UNKNOWN;
  yield* reader.skipTo(directory * SECTOR, 'the grain directory');
  const places: number[] = [];
  for (let i = 0; i < tables; i++)
    places.push(u32le(yield* reader.take(4, 'the grain directory'), 0) * SECTOR);
  for (const place of places.toSorted((a, b) => a - b)) {
    if (place === 0) continue;
    end = Math.max(end, place + perTable * 4);
    if (place < reader.offset) continue;
    yield* reader.skipTo(place, 'a grain table');
    const table = yield* reader.take(perTable * 4, 'a grain table');
    for (let at = 0; at < table.length; at += 4) {
      const sector = u32le(table, at);
      if (sector > 1) last = Math.max(last, sector * SECTOR);
    }
  }
  end = Math.max(end, last + 1);
  if (isCompressed && last >= reader.offset) {
    // A compressed grain has its length after the sector number it stands for.
    yield* reader.skipTo(last, 'the last grain');
    end = Math.max(end, last + 12 + u32le(yield* reader.take(12, 'the last grain'), 8));
  }
  return yield* checkReaches(reader, end, 'a grain');
}

function* walkStream(reader: ExactReader): Step<StructureVerdict> {
  const tail = yield* reader.readAllBut(FOOTER, () => {});
  const isFooter = latin1At(tail, SECTOR, 4) === 'KDMV' || latin1At(tail, 0, 4) === 'KDMV';
  if (isFooter && u16le(tail, FOOTER - 2) === 0) return SOUND;
  return cut(`ends at ${reader.offset}, without its footer and end-of-stream marker`);
}
