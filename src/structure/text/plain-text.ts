import { nameOf } from '../../model/path.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { createControlBytes, isExportedBinary, isPlainText } from '../kit/control-bytes.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { extensionOf } from '../kit/extensions.ts';
import { createForeignSectors, type ForeignRun, withForeign } from '../kit/foreign-sectors.ts';
import { carriesPayload } from '../kit/payload.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { asWarning, broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { isWideText } from './wide-text.ts';

const HEAD = 512;
const MOST_IN_FILL = 16;
/**
 * Extensions of pure text; those that also have a binary form (ts, key, crt, pot) or may contain one (sh, run, log) are
 * omitted.
 */
const EXTENSIONS = (
  'txt md rst csv tsv html htm xhtml css js mjs cjs tsx jsx ini conf cfg yaml yml toml py java kt ' +
  'c h cc cpp cxx hpp cs go rs swift lua tex bib srt vtt vcf ics ldif gradle cmake mk diff patch po properties service desktop env'
).split(' ');
/** Names of documents and tables that programs export as text, RTF, HTML or XML too. */
const DOCUMENTS = ['doc', 'dot', 'xls', 'xlt', 'msg', 'mdf'];
/** Programs hold binary data in strings. */
const SCRIPTS = new Set(['js', 'mjs', 'cjs', 'ts', 'tsx', 'jsx']);
const IS_TEXT = new Set([...EXTENSIONS, 'xml', 'json', 'jsonl', 'ndjson']);
/** Text in the end, but rows of dumps and bodies of mails may contain anything, and scripts a payload. */
const MAY_BE_BINARY = ['sql', 'svg', 'eml', 'mbox', 'sh', 'bash', 'zsh', 'fish', 'php', 'pl', 'pm', 'rb'];
/** Dumps may have any byte in their rows, except for NULs where those are escaped. */
const ESCAPED = ['sql'];

/**
 * Text of no other format, by its first 512 bytes in any charset, or by its first 64 KiB where a database wrote binary
 * data as text. Binary data may follow unless the name excludes it, so it has no traits; under a name that does, a NUL or many control bytes are a warning.
 */
export const plainText: Structure = {
  name: 'text',
  traits: [],
  extensions: [...EXTENSIONS, ...MAY_BE_BINARY, ...DOCUMENTS],
  recognises: (head) =>
    isWideText(head) || (isPlainText(head.subarray(0, HEAD)) && !isBrightFill(head.subarray(0, HEAD))),
  recognisesNamed: (head) =>
    carriesPayload(head) || (!isBrightFill(head.subarray(0, HEAD)) && isExportedBinary(head)),
  createCheck: ({ path, head, depth }) =>
    exactProbe(function* (reader) {
      const extension = extensionOf(nameOf(path));
      const mayBeBinary = !IS_TEXT.has(extension);
      if (isWideText(head)) return UNKNOWN;
      if (mayBeBinary && !ESCAPED.includes(extension)) return yield* withoutForeign(reader, head);
      const controls = createControlBytes(depth, SCRIPTS.has(extension));
      const foreign = mayBeBinary ? createForeignSectors() : undefined;
      yield* reader.readToEnd((bytes) => {
        controls.update(bytes);
        foreign?.update(bytes);
      });
      const { wrong, isEscaped } = controls.end();
      if (foreign !== undefined && !isEscaped) return orUnknown(foreign.end());
      return wrong === undefined ? SOUND : asWarning(broken(wrong));
    }),
};

/** What says that data follows a script: it is read from the script itself. */
const DATA_FOLLOWS = /\n__(?:END|DATA)__|__halt_compiler/i;

/** Checks text that may have binary data in it, but not in whole sectors of the disk. */
function* withoutForeign(reader: ExactReader, head: Uint8Array): Step<StructureVerdict> {
  if (carriesPayload(head) || DATA_FOLLOWS.test(latin1At(head, 0, head.length))) return UNKNOWN;
  const foreign = createForeignSectors();
  yield* reader.readToEnd(foreign.update);
  return orUnknown(foreign.end());
}

function orUnknown(run: ForeignRun | undefined): StructureVerdict {
  return run === undefined ? UNKNOWN : withForeign(run);
}

/** Returns whether a whole head is a few values beyond ASCII, as an erased or wiped one is: text has blanks and line ends. */
function isBrightFill(head: Uint8Array): boolean {
  return head.length === HEAD && head.every((byte) => byte >= 0x80) && new Set(head).size <= MOST_IN_FILL;
}
