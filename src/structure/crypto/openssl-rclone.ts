/** Encrypted files of which only the length can be checked. */

import { onTape } from '../kit/exact-reader.ts';
import { wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const BLOCK = 16;
const RCLONE_HEAD = 32;
const RCLONE_CHUNK = 65_536 + 16;

/**
 * What `openssl enc` writes: `Salted__`, 8 bytes of salt, and whole blocks of 8 or 16 bytes for the usual ciphers. Stream
 * ciphers end anywhere, so another length stays unknown.
 */
export const opensslEnc: Structure = {
  name: 'openssl-enc',
  starts: 'S',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 8) === 'Salted__',
  begin: () =>
    onTape(function* (tape) {
      yield* tape.take(16, 'the salt');
      const size = yield* tape.rest();
      return size % BLOCK === 0 && size > 16 ? ENCRYPTED : UNKNOWN;
    }),
};

/** A file of rclone crypt: 32 bytes of head, chunks of 64 KiB and a tag of 16; the last chunk has a byte at least. */
export const rcloneCrypt: Structure = {
  name: 'rclone-crypt',
  starts: 'R',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 8) === 'RCLONE\0\0',
  begin: () =>
    onTape(function* (tape) {
      yield* tape.take(RCLONE_HEAD, 'the head');
      const size = yield* tape.rest();
      const last = (size - RCLONE_HEAD) % RCLONE_CHUNK;
      if (last === 0 || last > 16) return ENCRYPTED;
      return cut(`ends at byte ${size}, ${last} bytes into a chunk, wanted 17 to ${RCLONE_CHUNK}`);
    }),
};
