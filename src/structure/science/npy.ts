import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = '\x93NUMPY';

/** NumPy arrays (numpy.lib.format): as many bytes as follow from type and shape in the header. */
export const npy: Structure = {
  name: 'npy',
  starts: '\x93',
  // Any numbers: zeros, noise.
  traits: ['dense', 'paged'],
  extensions: ['npy'],
  recognises: (head) => latin1At(head, 0, 6) === MAGIC && (head[6] ?? 0) >= 1 && (head[6] ?? 9) <= 3,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const isShort = (yield* reader.take(8, 'the header'))[6] === 1;
  const width = yield* reader.take(isShort ? 2 : 4, 'the header');
  const header = yield* reader.take(isShort ? u16le(width, 0) : u32le(width, 0), 'the header');
  const text = header.toString('latin1');
  const shape = /'shape': *\(([\d, L]*)\)/.exec(text)?.[1];
  const [, kind = '', size = ''] = /'descr': *'[<>|=]([a-zA-Z])(\d+)/.exec(text) ?? [];
  // Objects are pickled, and records have a list of types.
  if (shape === undefined || size === '' || kind === 'O') return UNKNOWN;
  const numbers = shape.split(',').map((each) => Number.parseInt(each, 10));
  const count = numbers.filter((each) => !Number.isNaN(each)).reduce((a, b) => a * b, 1);
  return yield* checkReaches(
    reader,
    reader.offset + count * Number(size) * (kind === 'U' ? 4 : 1),
    'the array',
  );
}
