/** Encrypted files of which only the length can be checked. */

import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const BLOCK = 16;
const RCLONE_HEAD = 32;
const RCLONE_CHUNK = 65_536 + 16;

/**
 * The output of `openssl enc`: `Salted__`, 8 bytes of salt, and whole blocks of 8 or 16 bytes for the usual ciphers.
 * Stream ciphers may end anywhere, so any other length is unknown.
 */
export const opensslEnc: Structure = {
  name: 'openssl-enc',
  starts: 'S',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 8) === 'Salted__',
  createCheck: () =>
    exactProbe(function* (reader) {
      yield* reader.take(16, 'the salt');
      const size = yield* reader.readToEnd();
      return size % BLOCK === 0 && size > 16 ? ENCRYPTED : UNKNOWN;
    }),
};

/**
 * A file of rclone crypt: a head of 32 bytes, chunks of 64 KiB, each with a tag of 16 bytes; the last chunk has at
 * least one byte.
 */
export const rcloneCrypt: Structure = {
  name: 'rclone-crypt',
  starts: 'R',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 8) === 'RCLONE\0\0',
  createCheck: () =>
    exactProbe(function* (reader) {
      yield* reader.take(RCLONE_HEAD, 'the head');
      const size = yield* reader.readToEnd();
      const last = (size - RCLONE_HEAD) % RCLONE_CHUNK;
      if (last === 0 || last > 16) return ENCRYPTED;
      return cut(`ends at ${size}, ${last} bytes into a chunk, wanted 17 to ${RCLONE_CHUNK}`);
    }),
};
