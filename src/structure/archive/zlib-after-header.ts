import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { PROVEN, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken } = verdictsOf('zlib');

const FURTHEST = 64;
const TRIED = 8192;
const MIN_PART = 512;
const HEADERS = new Set([0x7801, 0x785e, 0x789c, 0x78da]);

/**
 * A zlib stream after a short head, as many programs store their state: a length (Qt), a tag (Erlang, Sphinx). The
 * rules of these formats are not known, so this never reports damage; a stream that is valid to the last byte of the
 * file is proven. The name is that in content profiles.
 */
export const zlibAfterHeader: Structure = {
  name: 'zlib-behind',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => startOf(head) > 0,
  createCheck: ({ head }) => chunkedProbe((source) => check(source, startOf(head))),
};

/** Returns where the stream starts; 0 where there is none. This many bytes of other data do not inflate by chance. */
function startOf(head: Uint8Array): number {
  for (let at = 1; at < FURTHEST && at + MIN_PART < head.length; at++) {
    if (head[at] !== 0x78 || !HEADERS.has(0x7800 + (head[at + 1] ?? 0))) continue;
    const probe = chunkedProbe(inflate);
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

/** Inflates the stream; proven where it ends with the file. */
function* inflate(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('zlib');
  const inflated = yield* inflater.inflate(source, () => {});
  inflater.close();
  if (inflated.is === 'broken') return broken(inflated.detail);
  return inflated.is === 'whole' && (yield* source.peek(1)).length === 0 ? PROVEN : UNKNOWN;
}
