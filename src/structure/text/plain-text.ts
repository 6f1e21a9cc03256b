import { nameOf } from '../../model/path.ts';
import { asWarning } from '../kit/as-warning.ts';
import { createControlBytes, isPlainText } from '../kit/control-bytes.ts';
import { onTape } from '../kit/exact-reader.ts';
import { extensionOf } from '../kit/extensions.ts';
import type { Structure } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { isWideText } from './wide-text.ts';

const HEAD = 512;
/** Text and nothing else; left out is what has a binary form too (ts, key, crt, pot) or may carry one (sh, run, log). */
const EXTENSIONS = (
  'txt md rst csv tsv json jsonl ndjson html htm xhtml css js mjs cjs tsx jsx ini conf cfg yaml yml toml py java kt ' +
  'c h cc cpp cxx hpp cs go rs swift lua tex bib srt vtt vcf ics ldif gradle cmake diff patch po'
).split(' ');
const IS_TEXT = new Set([...EXTENSIONS, 'xml']);

/**
 * Text of no other format, by its first 512 bytes in any charset. What follows may be binary where the name does not
 * forbid it, so it has no traits; under a name that does, a NUL or a stretch of control bytes is a warning.
 */
export const plainText: Structure = {
  name: 'text',
  traits: [],
  extensions: EXTENSIONS,
  recognises: (head) => isWideText(head) || isPlainText(head.subarray(0, HEAD)),
  begin: ({ path, head, depth }) =>
    onTape(function* (tape) {
      if (isWideText(head) || !IS_TEXT.has(extensionOf(nameOf(path)))) return UNKNOWN;
      const controls = createControlBytes(depth);
      yield* tape.rest(controls.update);
      const wrong = controls.end();
      return wrong === undefined ? SOUND : asWarning(broken(wrong));
    }),
};
