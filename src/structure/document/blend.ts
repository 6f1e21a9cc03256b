import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

/** Scenes of Blender before 5.0 (BLO_core_bhead.hh): blocks by their lengths to ENDB. */
export const blend: Structure = {
  name: 'blend',
  starts: 'B',
  // A copy of memory.
  traits: ['paged'],
  extensions: [],
  recognises: (head) => /^BLENDER[-_][vV]\d{3}/.test(latin1At(head, 0, 12)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const start = (yield* reader.take(12, 'the header')).toString('latin1');
  const u32 = start[8] === 'v' ? u32le : u32be;
  const width = start[7] === '_' ? 20 : 24;
  for (;;) {
    const at = reader.offset;
    const head = yield* reader.takeUpTo(width);
    const code = head.toString('latin1', 0, 4);
    if (code === 'ENDB') return SOUND;
    if (head.length < width) return cut(`ends at ${reader.offset}, without its last block`);
    if (!/^(?:[A-Z0-9]{4}|[A-Z0-9]{2}\0\0|\0\0[A-Z0-9]{2})$/.test(code))
      return broken(`not a valid block at ${at}: ${head.toString('hex', 0, 8)}`);
    yield* reader.skip(u32(head, 4), `the block ${JSON.stringify(code)} at ${at}`);
  }
}
