import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from '../../structure/kit/chunked-reader.ts';
import { hashOf } from '../../structure/kit/named-by-digest.ts';
import { asWarning, broken, cut, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { checkedBy, namedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const HEAD = 42;
const LINE_FEED = 0x0a;
const BRACE = 0x7d;
const CONTENT = /^content-v2\/(sha(?:1|256|384|512)|md5)\/([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]+)$/;

/** The cache of npm (cacache): content under its digest, and lines of JSON with a digest each. */
export const cacache: Voucher = {
  name: 'cacache',
  about:
    'npm cache (cacache): content matches its name, index lines match their SHA-1; content that the index names is there',
  layouts: [
    {
      vouches: true,
      anchors: ['content-v2/'],
      isTop: (names) => names.has('content-v2/') && names.has('index-v5/'),
      handle(path) {
        const [, algorithm, first = '', second = '', rest = ''] = CONTENT.exec(path) ?? [];
        if (algorithm !== undefined) return namedBy(algorithm, first + second + rest);
        if (/^index-v5\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]+$/.test(path)) return checkedBy(cacacheIndex);
        return path.startsWith('tmp/') ? OPAQUE : undefined;
      },
    },
  ],
  list: {
    find: (names) => (names.has('content-v2/') && names.has('index-v5/') ? ['index-v5/'] : []),
    open: async (candidate) => (await import('./list.ts')).openCacache(candidate),
  },
};

/**
 * A bucket of the index of cacache: entries of a line feed, the sha1 of a text in hex, a tab, and that text. A line that
 * does not hold is passed over by npm, which fetches again, so it is a warning.
 */
function cacacheIndex(): Probe<StructureVerdict> {
  return chunkedProbe(walk);
}

function* walk(source: Source): Step<StructureVerdict> {
  for (;;) {
    const at = source.offset;
    const head = yield* source.take(HEAD);
    if (head.length === 0) return at === 0 ? UNKNOWN : PROVEN;
    const [, wanted] = /^\n([0-9a-f]{40})\t$/.exec(head.toString('latin1')) ?? [];
    if (wanted === undefined)
      return asWarning(
        head.length < HEAD
          ? cut(`ends at ${source.offset}, inside the entry at ${at}`)
          : broken(`no entry at ${at}: ${head.toString('hex', 0, 16)}`),
      );
    const hash = hashOf('sha1');
    if (hash === undefined) return UNKNOWN;
    let last = 0;
    for (let isAtEnd = false; !isAtEnd; ) {
      const bytes = yield* source.takeSome(65_536);
      const end = bytes.indexOf(LINE_FEED);
      isAtEnd = bytes.length === 0 || end >= 0;
      const text = end < 0 ? bytes : bytes.subarray(0, end);
      hash.update(text);
      last = text.at(-1) ?? last;
      if (end >= 0) source.unread(bytes.length - end);
    }
    const found = hash.digest('hex');
    if (found === wanted) continue;
    const isCut = last !== BRACE && (yield* source.peek(1)).length === 0;
    return asWarning(
      isCut
        ? cut(`ends at ${source.offset}, inside the entry at ${at}`)
        : mismatch(`entry at ${at}: SHA-1`, wanted, found),
    );
  }
}
