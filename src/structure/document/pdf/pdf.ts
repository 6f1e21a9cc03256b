import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { lengthWithoutPadding } from '../../kit/padding.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, ENCRYPTED, SOUND } from '../../kit/verdicts.ts';
import { createFlateReader } from './flate.ts';
import { createTokens, type Tokens } from './tokens.ts';

const WINDOW = 16_384;
const OVERLAP = 1024;
/** Readers look for the end marker in the last so many bytes. */
const FURTHEST_END = 1024;
/** Tab and line ends. */
const LAYOUT = new Set([9, 10, 13]);

/**
 * PDF (ISO 32000-2, 7.5): the end marker followed only by junk, the pointer before it to an existing cross-reference,
 * the length given in a linearised file, the objects listed in its tables, and the Flate streams of a file that is not
 * encrypted.
 */
export const pdf: Structure = {
  name: 'pdf',
  traits: ['dense'],
  extensions: ['pdf'],
  recognises: (head) => startOf(head) >= 0,
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

/**
 * Returns where the header starts: readers look for it in the first KiB; in text that only mentions it, something
 * precedes it on the same line.
 */
function startOf(head: Uint8Array): number {
  if (Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1032)).indexOf('%PDF-') < 0) return -1;
  const start = latin1At(head, 0, 1032).search(/%PDF-[12]\.\d/);
  return start <= 0 || /[\r\n\0]$/.test(latin1At(head, 0, start)) || !isText(head, start) ? start : -1;
}

function isText(head: Uint8Array, end: number): boolean {
  return head.subarray(0, end).every((byte) => LAYOUT.has(byte) || (byte >= 0x20 && byte < 0x7f));
}

function* check(source: Source, { head }: CheckedFile): Step<StructureVerdict> {
  const tokens = createTokens(Math.max(0, startOf(head)));
  const flate = createFlateReader();
  // Where the last byte outside of streams ends that is no padding.
  let inked = 0;
  for (;;) {
    const window = yield* source.peek(WINDOW);
    const isLast = window.length < WINDOW;
    const text = window.toString('latin1');
    // The overlap is parsed again, together with what follows it.
    const until = isLast ? text.length : text.length - OVERLAP;
    const { used, stream } = tokens.see(text, source.offset, until);
    const length = lengthWithoutPadding(window.subarray(0, used));
    if (length > 0) inked = source.offset + length;
    yield* source.skip(used);
    if (stream !== undefined) yield* flate.read(source, stream);
    else if (isLast) break;
  }
  flate.close();
  return judge(tokens, flate.wrong(), { size: source.offset, inked });
}

function judge(
  tokens: Tokens,
  flate: string | undefined,
  { size, inked }: { readonly size: number; readonly inked: number },
): StructureVerdict {
  const { ended, end, declaredSize, isEncrypted, pointer, isPointerGood, lost } = tokens.found();
  if (declaredSize > size) return cut(`ends at ${size}; its first object says ${declaredSize} bytes`);
  if (!ended) return cut(`ends at ${size}, without %%EOF after the last object`);
  if (flate !== undefined && !isEncrypted) {
    // Some producers write a wrong Adler-32; no reader objects.
    return flate.endsWith('data check') ? warning(flate) : broken(flate);
  }
  if (pointer !== undefined && pointer >= size)
    return broken(`startxref points to ${pointer}, beyond the end at ${size}`);
  if (!isPointerGood)
    return warning(`startxref points to ${pointer ?? 'nothing'}, where there is no cross-reference`);
  if (lost !== undefined) return warning(`its cross-reference lists an object at ${lost}, but there is none`);
  if (inked - end > FURTHEST_END) return warning(`ends at ${end}, but other bytes follow`);
  return isEncrypted ? ENCRYPTED : SOUND;
}

/** Returns a warning: readers tolerate it, though the format does not allow it. */
function warning(detail: string): StructureVerdict {
  return { is: 'broken', detail, severity: 'warning' };
}
