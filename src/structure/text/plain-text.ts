import { nameOf } from '../../model/path.ts';
import { createControlBytes, isExportedBinary, isPlainText } from '../kit/control-bytes.ts';
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
/** Dumps are text, but rows may contain anything, except for NULs where those are escaped. */
const MAY_BE_BINARY = ['sql'];

/**
 * Text of no other format, by its first 512 bytes in any charset, or by its first 64 KiB where a database wrote binary
 * data as text. Binary data may follow unless the name excludes it, so it has no traits; under a name that does, a NUL or many control bytes are a warning.
 */
export const plainText: Structure = {
  name: 'text',
  traits: [],
  extensions: [...EXTENSIONS, ...MAY_BE_BINARY],
  recognises: (head) => isWideText(head) || isPlainText(head.subarray(0, HEAD)),
  recognisesNamed: isExportedBinary,
  createCheck: ({ path, head, depth }) =>
    exactProbe(function* (reader) {
      const extension = extensionOf(nameOf(path));
      const mayBeBinary = !IS_TEXT.has(extension);
      if (isWideText(head) || (mayBeBinary && !MAY_BE_BINARY.includes(extension))) return UNKNOWN;
      const controls = createControlBytes(depth);
      yield* reader.readToEnd(controls.update);
      const { wrong, isEscaped } = controls.end();
      if (mayBeBinary && !isEscaped) return UNKNOWN;
      return wrong === undefined ? SOUND : asWarning(broken(wrong));
    }),
};
