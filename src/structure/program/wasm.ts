import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const CORE = 1;
const FUNCTIONS = 3;
const CODE = 10;
const LAST_KNOWN = 13;

/** A WebAssembly module (core specification 5.5): sections by their lengths to the last; functions need their code. */
export const wasm: Structure = {
  name: 'wasm',
  starts: '\0',
  traits: [],
  extensions: ['wasm'],
  recognises: (head) => latin1At(head, 0, 4) === '\0asm',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const version = u32le(yield* reader.take(8, 'the header'), 4);
  if (version !== CORE) return UNKNOWN;
  const seen = new Set<number>();
  for (;;) {
    const at = reader.offset;
    const [id] = yield* reader.takeUpTo(1);
    if (id === undefined) break;
    if (id > LAST_KNOWN) return UNKNOWN;
    if (id !== 0 && seen.has(id)) return broken(`duplicate section ${id} at ${at}`);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = (yield* reader.take(1, 'a section')).readUInt8(0);
      if (shift === 28 && byte > 15)
        return broken(`the length of the section at ${at} is not a 32-bit number`);
      size += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    seen.add(id);
    yield* reader.skip(size, `section ${id}`);
  }
  return seen.has(FUNCTIONS) && !seen.has(CODE)
    ? cut(`ends at ${reader.offset}, without the code of its functions`)
    : SOUND;
}
