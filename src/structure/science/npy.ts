import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u16le, u32le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = '\x93NUMPY';

/** Arrays of NumPy (numpy.lib.format): as many bytes as type and shape in the header make. */
export const npy: Structure = {
  name: 'npy',
  starts: '\x93',
  // Any numbers: zeros, noise.
  traits: ['dense', 'paged'],
  extensions: ['npy'],
  recognises: (head) => wordAt(head, 0, 6) === MAGIC && (head[6] ?? 0) >= 1 && (head[6] ?? 9) <= 3,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const isShort = (yield* tape.take(8, 'the header'))[6] === 1;
  const width = yield* tape.take(isShort ? 2 : 4, 'the header');
  const header = yield* tape.take(isShort ? u16le(width, 0) : u32le(width, 0), 'the header');
  const text = header.toString('latin1');
  const shape = /'shape': *\(([\d, L]*)\)/.exec(text)?.[1];
  const [, kind = '', size = ''] = /'descr': *'[<>|=]([a-zA-Z])(\d+)/.exec(text) ?? [];
  // Objects are pickled, and records have a list of types.
  if (shape === undefined || size === '' || kind === 'O') return UNKNOWN;
  const numbers = shape.split(',').map((each) => Number.parseInt(each, 10));
  const count = numbers.filter((each) => !Number.isNaN(each)).reduce((a, b) => a * b, 1);
  return yield* reaching(tape, tape.offset + count * Number(size) * (kind === 'U' ? 4 : 1), 'the array');
}
