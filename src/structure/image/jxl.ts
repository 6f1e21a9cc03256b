import { isobmff } from '../audio-video/isobmff.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, UNKNOWN } from '../kit/verdicts.ts';

const CONTAINER = '0000000c4a584c200d0a870a';
const CODESTREAM = 'ff0a';

/**
 * JPEG XL (ISO 18181): a container consists of boxes; a bare codestream starts with only two bytes of magic, too few to
 * recognise it and nothing else to check.
 */
export const jxl: Structure = {
  name: 'jxl',
  starts: '\0',
  traits: ['dense'],
  extensions: ['jxl'],
  recognises: isContainer,
  isNamedOnly: true,
  createCheck: (file) =>
    (isContainer(file.head) ? isobmff.createCheck?.(file) : undefined) ?? chunkedProbe(check),
};

function isContainer(head: Uint8Array): boolean {
  return hexOf(head.subarray(0, 12)) === CONTAINER;
}

function* check(source: Source): Step<StructureVerdict> {
  const start = hexOf(yield* source.peek(2));
  return start === CODESTREAM ? UNKNOWN : broken(`start wanted ${CODESTREAM}, found ${start}`);
}
