import type { StructureVerdict } from '../../model/content.ts';
import { nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero } from '../../structure/kit/read-int.ts';
import { broken, cut, ENCRYPTED, SOUND } from '../../structure/kit/verdicts.ts';
import { checkedBy, ENCRYPTED_FILE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const HEADER = 18;
const VERSION = 2;
/** 4096 bytes with IV and tag, of AES-GCM or AES-SIV and of XChaCha20-Poly1305. */
const BLOCKS = [
  { size: 4128, overhead: 32 },
  { size: 4136, overhead: 40 },
] as const;
const DIRECTORY_IV = 16;
const LONG_NAME = /^gocryptfs\.longname\.[A-Za-z0-9_-]{43}$/;

/**
 * A file system of gocryptfs (its documentation, "File Format"): names are encrypted too, so a name that is not is some
 * other file, or the file system has plain names.
 */
export const gocryptfs: Voucher = {
  name: 'gocryptfs',
  about: 'gocryptfs: header and length of each file are sane; its content needs the key',
  layouts: [
    {
      anchors: ['gocryptfs.conf'],
      isTop: (names) => names.has('gocryptfs.conf'),
      handle(path) {
        const name = nameOf(path);
        if (name === 'gocryptfs.diriv') return checkedBy(gocryptfsDirectoryIv);
        if (LONG_NAME.test(name) || isEncryptedName(name)) return checkedBy(gocryptfsFile);
        return name.startsWith('.') || name.startsWith('gocryptfs.') ? undefined : ENCRYPTED_FILE;
      },
    },
  ],
};

/** Whole blocks of 16 bytes in base64url, with padding or without. */
function isEncryptedName(name: string): boolean {
  const digits = name.replace(/={1,2}$/, '');
  return /^[A-Za-z0-9_-]{22,}$/.test(digits) && Math.floor((digits.length * 3) / 4) % 16 === 0;
}

/** A file of gocryptfs: version 2, a file id, and blocks of which the last holds at least a byte; or nothing at all. */
function gocryptfsFile(): Probe<StructureVerdict> {
  return exactProbe(walk);
}

/** The IV of a directory: 16 bytes, never all zero. */
function gocryptfsDirectoryIv(): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const iv = yield* tape.take(DIRECTORY_IV, 'the IV');
    if (isZero(iv)) return broken('all 16 bytes of the IV are zero');
    const size = yield* tape.readToEnd();
    return size === DIRECTORY_IV ? SOUND : broken(`it has ${size} bytes, an IV has ${DIRECTORY_IV}`);
  });
}

function* walk(tape: ExactReader): Step<StructureVerdict> {
  const header = yield* tape.takeUpTo(HEADER);
  if (header.length === 0) return SOUND;
  if (header.length < HEADER) return cut(`ends at byte ${header.length}, inside its header of ${HEADER}`);
  const version = header.readUInt16BE(0);
  if (version !== VERSION) return broken(`its header says version ${version}, wanted ${VERSION}`);
  if (isZero(header.subarray(2))) return broken('the file id, from 2 to 18, is all zero');
  const size = yield* tape.readToEnd();
  const isWhole = BLOCKS.some(({ size: block, overhead }) => {
    const last = (size - HEADER) % block;
    return last === 0 || last > overhead;
  });
  return isWhole ? ENCRYPTED : cut(`ends at byte ${size}, inside the IV or the tag of a block`);
}
