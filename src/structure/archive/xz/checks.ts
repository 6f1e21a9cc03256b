/** The checks of the content of a block of xz (The .xz File Format 1.2, 2.1.1.2). */

import { createHash } from 'node:crypto';
import { crc32, createCrc64 } from '../../../hash/crc.ts';

/** A check under way. */
export type ContentSum = {
  update(bytes: Buffer): void;
  /** Returns the bytes of the check as a block has them; undefined where there is none that is known. */
  end(): { readonly name: string; readonly bytes: Buffer } | undefined;
};

/** The size of a check in bytes, by its type. */
export const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

const TYPE = { crc32: 1, crc64: 4, sha256: 10 };

/** The CRC-64 of ECMA-182. */
const startCrc64 = createCrc64({
  polynomial: 0x42f0e1eba9ea3693n,
  initial: 0xffff_ffff_ffff_ffffn,
  xorOut: 0xffff_ffff_ffff_ffffn,
});

/** Whether a check of this type is computed here. */
export const isKnownCheck = (type: number): boolean => Object.values(TYPE).includes(type);

/** Starts the check of a type. */
export function contentSum(type: number): ContentSum {
  if (type === TYPE.crc32) {
    let crc = 0;
    return {
      update: (bytes) => void (crc = crc32(bytes, crc)),
      end() {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32LE(crc);
        return { name: 'CRC-32', bytes };
      },
    };
  }
  if (type === TYPE.crc64) {
    const crc = startCrc64();
    return {
      update: (bytes) => crc.update(bytes),
      end: () => ({ name: 'CRC-64', bytes: Buffer.from(crc.hex(), 'hex').swap64() }),
    };
  }
  if (type === TYPE.sha256) {
    const hash = createHash('sha256');
    return {
      update: (bytes) => void hash.update(bytes),
      end: () => ({ name: 'SHA-256', bytes: hash.digest() }),
    };
  }
  return { update: () => {}, end: () => undefined };
}
