import { nameOf } from '../../model/path.ts';
import { createControlBytes, isPlainText } from '../kit/control-bytes.ts';
import { exactProbe } from '../kit/exact-reader.ts';
import { extensionOf } from '../kit/extensions.ts';
import type { Structure } from '../kit/structure.ts';
import { asWarning, broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { isWideText } from './wide-text.ts';

const HEAD = 512;
/**
 * Extensions of pure text; those that also have a binary form (ts, key, crt, pot) or may contain one (sh, run, log) are
 * omitted.
 */
const EXTENSIONS = (
  'txt md rst csv tsv json jsonl ndjson html htm xhtml css js mjs cjs tsx jsx ini conf cfg yaml yml toml py java kt ' +
  'c h cc cpp cxx hpp cs go rs swift lua tex bib srt vtt vcf ics ldif gradle cmake diff patch po'
).split(' ');
const IS_TEXT = new Set([...EXTENSIONS, 'xml']);
/** Text in the end, but rows of dumps and bodies of mails may contain anything, and scripts a payload. */
const MAY_BE_BINARY = ['sql', 'svg', 'eml', 'mbox', 'sh', 'bash', 'zsh', 'fish', 'php', 'pl', 'pm', 'rb'];

/**
 * Text of no other format, by its first 512 bytes in any charset. Binary data may follow unless the name excludes it,
 * so it has no traits; under a name that does, a NUL or many control bytes are a warning.
 */
export const plainText: Structure = {
  name: 'text',
  traits: [],
  extensions: [...EXTENSIONS, ...MAY_BE_BINARY],
  recognises: (head) => isWideText(head) || isPlainText(head.subarray(0, HEAD)),
  createCheck: ({ path, head, depth }) =>
    exactProbe(function* (reader) {
      if (isWideText(head) || !IS_TEXT.has(extensionOf(nameOf(path)))) return UNKNOWN;
      const controls = createControlBytes(depth);
      yield* reader.readToEnd(controls.update);
      const wrong = controls.end();
      return wrong === undefined ? SOUND : asWarning(broken(wrong));
    }),
};
