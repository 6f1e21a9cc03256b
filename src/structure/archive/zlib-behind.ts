import { follow, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, PROVEN, UNKNOWN } from '../kit/verdicts.ts';

const FURTHEST = 64;
const TRIED = 8192;
const LEAST_PART = 512;
const HEADERS = new Set([0x7801, 0x785e, 0x789c, 0x78da]);

/**
 * A zlib stream behind a short head, as many programs pack their state: a length (Qt), a tag (Erlang, Sphinx). Of their own
 * rules nothing is known, so this accuses nobody; a stream that holds to the last byte of the file is proven.
 */
export const zlibBehind: Structure = {
  name: 'zlib-behind',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => startOf(head) > 0,
  begin: ({ head }) => follow((source) => check(source, startOf(head))),
};

/** Where the stream starts; 0 where there is none. So much of what is no stream does not inflate by chance. */
function startOf(head: Uint8Array): number {
  for (let at = 1; at < FURTHEST && at + LEAST_PART < head.length; at++) {
    if (head[at] !== 0x78 || !HEADERS.has(0x7800 + (head[at + 1] ?? 0))) continue;
    const probe = follow(inflate);
    probe.update(head.subarray(at, at + TRIED));
    if (probe.end().is !== 'broken') return at;
  }
  return 0;
}

function* check(source: Source, start: number): Step<StructureVerdict> {
  yield* source.skip(start);
  const verdict = yield* inflate(source);
  return verdict.is === 'broken' ? UNKNOWN : verdict;
}

/** Proven where the stream ends with the file. */
function* inflate(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('zlib');
  const inflated = yield* inflater.inflate(source, () => {});
  inflater.close();
  if (inflated.is === 'broken') return broken(`zlib: ${inflated.detail}`);
  return inflated.is === 'whole' && (yield* source.peek(1)).length === 0 ? PROVEN : UNKNOWN;
}
