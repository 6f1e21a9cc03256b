/** Encrypted files of which only the length can be checked. */

import { createControlBytes } from '../kit/control-bytes.ts';
import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const BLOCK = 16;
/** `Salted__` in base64: its last character depends on the salt. */
const SALTED = /^U2FsdGVkX1[89+/][A-Za-z0-9+/=\r\n]{13,}$/;
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

/** The same with `-a` or `-base64`: the salt makes all begin alike, and nothing but base64 follows. */
export const opensslText: Structure = {
  name: 'openssl-base64',
  starts: 'U',
  traits: ['text'],
  extensions: [],
  recognises: (head) => SALTED.test(latin1At(head, 0, 512)),
  createCheck: () =>
    exactProbe(function* (reader) {
      const controls = createControlBytes('normal');
      const size = yield* reader.readToEnd(controls.update);
      return controls.end().wrong === undefined && size > 24 ? ENCRYPTED : UNKNOWN;
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
