import { follow, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf, isFourCc, textAt } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

/** Core Audio Format 1: the chain of chunks to the end of the file, the sound itself among them. */
export const caf: Structure = {
  name: 'caf',
  starts: 'c',
  traits: [],
  extensions: ['caf'],
  recognises: (head) => textAt(head, 0, 6) === 'caff\0\x01' && textAt(head, 8, 4) === 'desc',
  begin: () => follow(check),
};

function* check(source: Source): Step<StructureVerdict> {
  yield* source.skip(8);
  for (let hasData = false; ; ) {
    const start = source.offset;
    const head = yield* source.take(12);
    if (head.length < 12)
      return hasData ? SOUND : cut(`ends at ${source.offset}, and the chunk "data" is missing`);
    const type = head.toString('latin1', 0, 4);
    const length = Number(head.readBigInt64BE(4));
    // Of a length that was never filled in, the sound goes to the end.
    if (type === 'data' && length === -1) return UNKNOWN;
    if (!isFourCc(type) || length < 0)
      return hasData && head.every((byte) => byte === 0)
        ? SOUND
        : broken(`no chunk at ${start}: ${hexOf(head)}`);
    if (!(yield* source.skip(length)))
      return cut(
        `ends at ${source.offset}, and the chunk ${JSON.stringify(type)} goes to ${start + 12 + length}`,
      );
    hasData ||= type === 'data';
  }
}
