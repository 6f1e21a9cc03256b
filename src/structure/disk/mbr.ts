import { exactProbe } from '../kit/exact-reader.ts';
import { u16be, u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asNote, asWarning, cut, SOUND } from '../kit/verdicts.ts';
import { isSavedHead } from './saved-head.ts';

const TABLE = 446;
const SECTOR = 512;

/**
 * A disk with a PC partition table: 55AA at 510 and a plausible table of four. Being shorter than its partitions is a
 * warning; a file that ends before the first one is a saved boot record.
 */
export const mbr: Structure = {
  name: 'mbr',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => u16be(head, 510) === 0x55aa && partitionsOf(head).length > 0,
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      // Before anything is read: the head is valid only until then.
      const partitions = partitionsOf(head);
      const size = yield* reader.readToEnd();
      const first = Math.min(...partitions.map(({ from }) => from));
      const end = Math.max(...partitions.map(({ to }) => to));
      if (size <= first || size >= end) return SOUND;
      const verdict = cut(`ends at ${size}; a partition extends to ${end}`);
      return isSavedHead(size, end) ? asNote(verdict) : asWarning(verdict);
    }),
};

/** Returns the partitions in bytes; none where one of the four entries is impossible. */
function partitionsOf(head: Uint8Array): readonly { readonly from: number; readonly to: number }[] {
  const partitions: { from: number; to: number }[] = [];
  for (let at = TABLE; at < TABLE + 64; at += 16) {
    const from = u32le(head, at + 8) * SECTOR;
    const length = u32le(head, at + 12) * SECTOR;
    const kind = head[at + 4] ?? 0;
    if (head[at] !== 0 && head[at] !== 0x80) return [];
    if (kind === 0 && length === 0) continue;
    if (kind === 0 || !(from > 0) || !(length > 0)) return [];
    partitions.push({ from, to: from + length });
  }
  return partitions;
}
