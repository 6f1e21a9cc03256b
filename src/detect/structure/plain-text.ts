import { nameOf } from '../../model/path.ts';
import { extensionOf } from '../extensions.ts';
import { asWarning } from './as-warning.ts';
import { isPlainText, makeControlBytes } from './control-bytes.ts';
import type { Structure } from './structure.ts';
import { onTape } from './tape.ts';
import { broken, SOUND, UNKNOWN } from './verdicts.ts';

const HEAD = 512;
/** Text and nothing else; left out is what has a binary form too (ts, key, crt, pot) or may carry one (sh, run, log). */
const EXTENSIONS = (
  'txt md rst csv tsv json jsonl ndjson xml html htm xhtml css js mjs cjs tsx jsx ini conf cfg yaml yml toml py java kt ' +
  'c h cc cpp cxx hpp cs go rs swift lua tex bib srt vtt vcf ics ldif gradle cmake diff patch po'
).split(' ');

/**
 * Text of no other format, by its first 512 bytes in any charset. What follows may be binary where the name does not
 * forbid it, so it has no traits; under a name that does, a NUL or a stretch of control bytes is a warning.
 */
export const plainText: Structure = {
  name: 'text',
  traits: [],
  extensions: EXTENSIONS,
  recognises: (head) => isWide(head) || isPlainText(head.subarray(0, HEAD)),
  begin: ({ path, head }) =>
    onTape(function* (tape) {
      if (isWide(head) || !EXTENSIONS.includes(extensionOf(nameOf(path)))) return UNKNOWN;
      const controls = makeControlBytes();
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
  if (start.length < 16) return false;
  const lanes = [0, 1, 2, 3].map((lane) => start.filter((_, i) => (i & 3) === lane));
  const isFree = (lane: Uint8Array): boolean => isPlainText(lane);
  const isFull = (lane: Uint8Array): boolean => lane.filter((byte) => byte === 0).length * 10 > lane.length;
  return lanes.some(isFree) && lanes.some(isFull) && lanes.every((lane) => isFree(lane) || isFull(lane));
}
