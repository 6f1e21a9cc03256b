import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { latin1At } from '../../kit/read-int.ts';
import { endsInside, hexOf } from '../../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut } from '../../kit/verdicts.ts';
import { id3Length } from '../id3.ts';
import { checkFrames } from './frames.ts';

const STREAMINFO = 34;

/**
 * FLAC (RFC 9639): the metadata blocks, and the chain of frames by the CRC-8 of each header and the CRC-16 of each
 * frame, up to the number of samples in STREAMINFO; anything may follow.
 */
export const flac: Structure = {
  name: 'flac',
  starts: 'fI',
  traits: ['dense'],
  extensions: ['flac', 'fla'],
  recognises: (head) => latin1At(head, id3Length(head), 4) === 'fLaC',
  createCheck: ({ head }) => chunkedProbe((source) => check(source, id3Length(head))),
};

function* check(source: Source, tag: number): Step<StructureVerdict> {
  yield* source.skip(tag + 4);
  let info: Buffer | undefined;
  for (let isLast = false; !isLast; ) {
    const start = source.offset;
    const head = yield* source.take(4);
    if (head.length < 4) return endsInside(source, 'the metadata');
    const type = head.readUInt8(0) & 0x7f;
    const length = head.readUIntBE(1, 3);
    isLast = head.readUInt8(0) > 0x7f;
    if (type === 0x7f || (info === undefined && (type !== 0 || length !== STREAMINFO)))
      return broken(`not a valid metadata block at ${start}: ${hexOf(head)}`);
    if (info === undefined) info = yield* source.take(length);
    else if (!(yield* source.skip(length))) return endsInside(source, `the metadata block at ${start}`);
    if (info.length < STREAMINFO) return endsInside(source, 'STREAMINFO');
  }
  if (info === undefined) return cut('ends before STREAMINFO');
  return yield* checkFrames(source, {
    most: info.readUIntBE(7, 3),
    samples: (info.readUInt8(13) & 15) * 2 ** 32 + info.readUInt32BE(14),
    blockSize: info.readUInt16BE(2),
    isFixed: info.readUInt16BE(0) === info.readUInt16BE(2),
  });
}
