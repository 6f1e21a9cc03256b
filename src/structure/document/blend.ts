import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32be, u32le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

/** Scenes of Blender before 5.0 (BLO_core_bhead.hh): blocks by their lengths to ENDB. */
export const blend: Structure = {
  name: 'blend',
  starts: 'B',
  // Memory as it lay there.
  traits: ['paged'],
  extensions: [],
  recognises: (head) => /^BLENDER[-_][vV]\d{3}/.test(wordAt(head, 0, 12)),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const start = (yield* tape.take(12, 'the header')).toString('latin1');
  const u32 = start[8] === 'v' ? u32le : u32be;
  const width = start[7] === '_' ? 20 : 24;
  for (;;) {
    const at = tape.offset;
    const head = yield* tape.most(width);
    const code = head.toString('latin1', 0, 4);
    if (code === 'ENDB') return SOUND;
    if (head.length < width) return cut(`ends at ${tape.offset} without its last block`);
    if (!/^(?:[A-Z0-9]{4}|[A-Z0-9]{2}\0\0|\0\0[A-Z0-9]{2})$/.test(code))
      return broken(`no block at ${at}: ${head.toString('hex', 0, 8)}`);
    yield* tape.skip(u32(head, 4), `the block ${JSON.stringify(code)} at ${at}`);
  }
}
