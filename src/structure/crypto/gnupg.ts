/** What GnuPG keeps beside keys and messages, in ~/.gnupg. */
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

const RECORD = 40;
const LEAST_BLOB = 5;
const LAST_KIND = 3;

/** The trust database (GnuPG, g10/tdbio.h): records of 40 bytes, the first one with the version. */
export const trustdb: Structure = {
  name: 'gpg-trustdb',
  starts: '\x01',
  traits: [],
  extensions: ['gpg'],
  recognises: (head) => wordAt(head, 0, 4) === '\x01gpg' && head.length >= RECORD,
  begin: () =>
    onTape(function* (tape): Step<StructureVerdict> {
      const size = yield* tape.rest();
      return size % RECORD === 0 ? SOUND : cut(`ends at ${size}, inside a record of ${RECORD} bytes`);
    }),
};

/** A keybox (GnuPG, kbx/keybox-blob.c): blobs by their lengths to the end of the file. */
export const keybox: Structure = {
  name: 'gpg-keybox',
  starts: '\0',
  traits: [],
  extensions: ['kbx'],
  recognises: (head) => wordAt(head, 8, 4) === 'KBXf' && head[4] === 1,
  begin: () => onTape(walkBlobs),
};

function* walkBlobs(tape: Tape): Step<StructureVerdict> {
  for (;;) {
    const at = tape.offset;
    const lead = yield* tape.most(LEAST_BLOB);
    if (lead.length === 0) return SOUND;
    const head = Buffer.concat([lead, yield* tape.take(LEAST_BLOB - lead.length, 'a blob')]);
    const length = u32be(head, 0);
    if (length < LEAST_BLOB || (head[4] ?? LAST_KIND + 1) > LAST_KIND)
      return broken(`no blob at ${at}: ${head.toString('hex')}`);
    yield* tape.skip(length - LEAST_BLOB, `the blob at ${at}`);
  }
}
