import { nameOf } from '../../model/path.ts';
import { extensionOf } from '../extensions.ts';
import { asWarning } from './as-warning.ts';
import { isForbidden, isPlainText, makeControlBytes } from './control-bytes.ts';
import type { Structure } from './structure.ts';
import { onTape } from './tape.ts';
import { broken, SOUND, UNKNOWN } from './verdicts.ts';

const HEAD = 512;
/** Text and nothing else; left out is what has a binary form too (ts, key, crt, pot) or may carry one (sh, run, log). */
const EXTENSIONS = (
  'txt md rst csv tsv json jsonl ndjson xml html htm xhtml css js mjs cjs tsx jsx ini conf cfg yaml yml toml py java kt ' +
  'c h cc cpp cxx hpp cs go rs swift lua tex bib srt vtt vcf ics ldif gradle cmake diff patch po'
).split(' ');
const IS_TEXT = new Set(EXTENSIONS);

/**
 * Text of no other format, by its first 512 bytes in any charset. What follows may be binary where the name does not
 * forbid it, so it has no traits; under a name that does, a NUL or a stretch of control bytes is a warning.
 */
export const plainText: Structure = {
  name: 'text',
  traits: [],
  extensions: EXTENSIONS,
  recognises: (head) => isWide(head) || isPlainText(head.subarray(0, HEAD)),
  begin: ({ path, head, depth }) =>
    onTape(function* (tape) {
      if (isWide(head) || !IS_TEXT.has(extensionOf(nameOf(path)))) return UNKNOWN;
      const controls = makeControlBytes(depth);
      yield* tape.rest(controls.update);
      const wrong = controls.end();
      return wrong === undefined ? SOUND : asWarning(broken(wrong));
    }),
};

/** UTF-16 or UTF-32: a byte order mark, or zeros that stand in some lanes of four bytes, and text in the others. */
function isWide(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return true;
  const start = head.subarray(0, HEAD & ~3);
  if (start.length < 16 || !start.includes(0)) return false;
  const zeros = [0, 0, 0, 0];
  const strange = [0, 0, 0, 0];
  for (let i = 0; i < start.length; i++) {
    const byte = start[i] ?? 0;
    const lane = i & 3;
    if (byte === 0) zeros[lane] = (zeros[lane] ?? 0) + 1;
    else if (isForbidden(byte)) strange[lane] = (strange[lane] ?? 0) + 1;
  }
  const lengths = [3, 2, 1, 0].map((more) => (start.length + more) >> 2);
  const isFull = zeros.map((count, lane) => count * 10 > (lengths[lane] ?? 0));
  const isFree = zeros.map((count, lane) => count === 0 && (strange[lane] ?? 0) * 100 < (lengths[lane] ?? 0));
  return isFree.includes(true) && isFull.includes(true) && isFree.every((free, lane) => free || isFull[lane]);
}
