import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, ENCRYPTED } from '../kit/verdicts.ts';

const BLOCK = 8192;
const BEGIN = 'HBEGIN:';
const END = ':HEND';
/** What a block ends with: its initialisation vector and, since ownCloud 9, a signature, each behind a mark. */
const SEALED = /00iv00[\s\S]{16}(?:00sig00[0-9a-f]{64}xxx|xx)$/;
const LONGEST_SEAL = 96;

/**
 * A file that the server of Nextcloud or ownCloud encrypted, under its plain name (apps/encryption, Crypt.php): a header of
 * text filled up to 8192 bytes, then blocks of 8192 bytes and a shorter last one, each with a vector and a signature.
 */
export const nextcloud: Structure = {
  name: 'nextcloud',
  starts: 'H',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, BEGIN.length) === BEGIN && latin1At(head, 0, BLOCK).includes(END),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = (yield* reader.take(BLOCK, 'the header')).toString('latin1');
  const filled = header.indexOf(END) + END.length;
  if (!/^-*$/.test(header.slice(filled)))
    return broken(`other bytes than "-" fill the header after ${filled}`);
  let isKnown = false;
  for (;;) {
    const at = reader.offset;
    const block = yield* reader.takeUpTo(BLOCK);
    if (block.length === 0) return ENCRYPTED;
    const isSealed = SEALED.test(block.toString('latin1', Math.max(0, block.length - LONGEST_SEAL)));
    // An older form, which has no marks.
    if (!isSealed && !isKnown) {
      yield* reader.readToEnd();
      return ENCRYPTED;
    }
    if (!isSealed && block.length < BLOCK) return cut(`ends at ${reader.offset}, inside the block at ${at}`);
    if (!isSealed) return broken(`the block at ${at} does not end with its vector and signature`);
    isKnown = true;
  }
}
