import { crc32, crc32Ogg } from './crc.ts';
import type { HashEngine } from './engine.ts';

/** Returns the engine of the CRC-32 of zip, gzip and sfv. */
export function zlibCrc(): Promise<HashEngine> {
  return Promise.resolve({
    create() {
      let crc = 0;
      return {
        update(chunk) {
          crc = crc32(chunk, crc);
        },
        end: () => hex(crc),
      };
    },
    once: (bytes) => hex(crc32(bytes)),
  });
}

/** Returns the engine of POSIX `cksum`: the register of Ogg, with the length of the file appended, inverted. */
export function posixCrc(): Promise<HashEngine> {
  return Promise.resolve({
    create() {
      let crc = 0;
      let length = 0;
      return {
        update(chunk) {
          crc = crc32Ogg(chunk, crc);
          length += chunk.length;
        },
        end() {
          const digits: number[] = [];
          for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.push(rest % 256);
          return hex(~crc32Ogg(Uint8Array.from(digits), crc) >>> 0);
        },
      };
    },
  });
}

const hex = (crc: number): string => crc.toString(16).padStart(8, '0');
