import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import { hexOf, isFourCc } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

/** Core Audio Format 1: the chain of chunks to the end of the file, including the sound itself. */
export const caf: Structure = {
  name: 'caf',
  starts: 'c',
  traits: [],
  extensions: ['caf'],
  recognises: (head) => latin1At(head, 0, 6) === 'caff\0\x01' && latin1At(head, 8, 4) === 'desc',
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  yield* source.skip(8);
  for (let hasData = false; ; ) {
    const start = source.offset;
    const head = yield* source.take(12);
    if (head.length < 12) return hasData ? SOUND : cut(`ends at ${source.offset}, without the chunk "data"`);
    const type = head.toString('latin1', 0, 4);
    const length = Number(head.readBigInt64BE(4));
    // Where the length was never filled in, the sound extends to the end.
    if (type === 'data' && length === -1) return UNKNOWN;
    if (!isFourCc(type) || length < 0)
      return hasData && head.every((byte) => byte === 0)
        ? SOUND
        : broken(`not a valid chunk at ${start}: ${hexOf(head)}`);
    if (!(yield* source.skip(length)))
      return cut(
        `ends at ${source.offset}, inside the chunk ${JSON.stringify(type)}, which extends to ${start + 12 + length}`,
      );
    hasData ||= type === 'data';
  }
}
