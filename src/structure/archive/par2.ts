import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { hashOf } from '../kit/named-by-digest.ts';
import { latin1At, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, mismatch, PROVEN, SOUND } from '../kit/verdicts.ts';

const MAGIC = 'PAR2\0PKT';
/** The magic number, the length of the packet, its MD5, the number of its set and its type. */
const HEAD = 64;
const MD5_AT = 16;
const HASHED_FROM = 32;

/** PAR2: packets one after the other, each with the MD5 of all that follows the digest. */
export const par2: Structure = {
  name: 'par2',
  starts: 'P',
  traits: ['dense'],
  extensions: ['par2'],
  recognises: (head) => latin1At(head, 0, MAGIC.length) === MAGIC,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  let isHashed = true;
  for (;;) {
    const at = reader.offset;
    const start = yield* reader.takeUpTo(1);
    if (start.length === 0) return isHashed ? PROVEN : SOUND;
    const head = Buffer.concat([start, yield* reader.take(HEAD - 1, 'the head of a packet')]);
    if (latin1At(head, 0, MAGIC.length) !== MAGIC)
      return broken(`no packet at ${at}: ${head.toString('hex', 0, MAGIC.length)}`);
    const length = u64le(head, MAGIC.length);
    if (length < HEAD || length % 4 !== 0) return broken(`the packet at ${at} has a length of ${length}`);
    const hash = hashOf('md5');
    hash?.update(head.subarray(HASHED_FROM));
    yield* reader.skip(length - HEAD, `the packet at ${at}`, (bytes) => {
      hash?.update(bytes);
    });
    const found = hash?.digest('hex');
    const wanted = head.toString('hex', MD5_AT, HASHED_FROM);
    if (found === undefined) isHashed = false;
    else if (found !== wanted) return mismatch(`the packet at ${at}: MD5`, wanted, found);
  }
}
