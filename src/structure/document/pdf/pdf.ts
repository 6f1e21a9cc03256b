import { follow, type Source, type Step } from '../../kit/chunked-reader.ts';
import { textAt } from '../../kit/reader-helpers.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, ENCRYPTED, SOUND } from '../../kit/verdicts.ts';
import { createFlateReader } from './flate.ts';
import { createTokens, type Tokens } from './tokens.ts';

const WINDOW = 16_384;
const OVERLAP = 1024;
/** Tab and line ends. */
const LAYOUT = new Set([9, 10, 13]);

/**
 * PDF (ISO 32000-2, 7.5): the end marker with nothing but junk behind it, the pointer before it to a cross-reference
 * that is there, the length that a linearised file promises, the objects that its tables promise,
 * and the Flate streams of a file that is not encrypted.
 */
export const pdf: Structure = {
  name: 'pdf',
  traits: ['dense'],
  extensions: ['pdf'],
  recognises: (head) => startOf(head) >= 0,
  begin: (subject) => follow((source) => check(source, subject)),
};

/** Readers look for the header in the first KiB; text that only speaks of it has something else before, on the same line. */
function startOf(head: Uint8Array): number {
  if (Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1032)).indexOf('%PDF-') < 0) return -1;
  const start = textAt(head, 0, 1032).search(/%PDF-[12]\.\d/);
  return start <= 0 || /[\r\n\0]$/.test(textAt(head, 0, start)) || !isText(head, start) ? start : -1;
}

function isText(head: Uint8Array, end: number): boolean {
  return head.subarray(0, end).every((byte) => LAYOUT.has(byte) || (byte >= 0x20 && byte < 0x7f));
}

function* check(source: Source, { head }: CheckedFile): Step<StructureVerdict> {
  const tokens = createTokens(Math.max(0, startOf(head)));
  const flate = createFlateReader();
  for (;;) {
    const window = yield* source.peek(WINDOW);
    const isLast = window.length < WINDOW;
    const text = window.toString('latin1');
    // What stands in the overlap is seen again, with what follows it.
    const until = isLast ? text.length : text.length - OVERLAP;
    const { used, stream } = tokens.see(text, source.offset, until);
    yield* source.skip(used);
    if (stream !== undefined) yield* flate.read(source, stream);
    else if (isLast) break;
  }
  flate.close();
  return judge(tokens, flate.wrong(), source.offset);
}

function judge(tokens: Tokens, flate: string | undefined, size: number): StructureVerdict {
  const { ended, promised, isEncrypted, pointer, isPointerGood, lost } = tokens.found();
  if (promised > size) return cut(`ends at ${size}, and its first object promises ${promised} bytes`);
  if (!ended) return cut(`ends at ${size}, and %%EOF is missing behind the last object`);
  if (flate !== undefined && !isEncrypted) {
    // Producers that write a wrong Adler-32 exist; no reader minds.
    return flate.endsWith('data check') ? warning(flate) : broken(flate);
  }
  if (pointer !== undefined && pointer >= size)
    return broken(`startxref points to ${pointer}, behind the end at ${size}`);
  if (!isPointerGood)
    return warning(`startxref points to ${pointer ?? 'nothing'}, where no cross-reference is`);
  if (lost !== undefined)
    return warning(`its cross-reference promises an object at ${lost}, and none is there`);
  return isEncrypted ? ENCRYPTED : SOUND;
}

/** What readers forgive, though the format does not. */
function warning(detail: string): StructureVerdict {
  return { is: 'broken', detail, severity: 'warning' };
}
