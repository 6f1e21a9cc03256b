/** The files that GnuPG keeps in ~/.gnupg in addition to keys and messages. */
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

const RECORD = 40;
const MIN_BLOB = 5;
const LAST_KIND = 3;

/** The trust database (GnuPG, g10/tdbio.h): records of 40 bytes, the first one with the version. */
export const trustdb: Structure = {
  name: 'gpg-trustdb',
  starts: '\x01',
  traits: [],
  extensions: ['gpg'],
  recognises: (head) => latin1At(head, 0, 4) === '\x01gpg' && head.length >= RECORD,
  createCheck: () =>
    exactProbe(function* (reader): Step<StructureVerdict> {
      const size = yield* reader.readToEnd();
      return size % RECORD === 0 ? SOUND : cut(`ends at ${size}, inside a record of ${RECORD} bytes`);
    }),
};

/** A keybox (GnuPG, kbx/keybox-blob.c): blobs by their lengths to the end of the file. */
export const keybox: Structure = {
  name: 'gpg-keybox',
  starts: '\0',
  traits: [],
  extensions: ['kbx'],
  recognises: (head) => latin1At(head, 8, 4) === 'KBXf' && head[4] === 1,
  createCheck: () => exactProbe(walkBlobs),
};

function* walkBlobs(reader: ExactReader): Step<StructureVerdict> {
  for (;;) {
    const at = reader.offset;
    const lead = yield* reader.takeUpTo(MIN_BLOB);
    if (lead.length === 0) return SOUND;
    const head = Buffer.concat([lead, yield* reader.take(MIN_BLOB - lead.length, 'a blob')]);
    const length = u32be(head, 0);
    if (length < MIN_BLOB || (head[4] ?? LAST_KIND + 1) > LAST_KIND)
      return broken(`not a valid blob at ${at}: ${head.toString('hex')}`);
    yield* reader.skip(length - MIN_BLOB, `the blob at ${at}`);
  }
}
