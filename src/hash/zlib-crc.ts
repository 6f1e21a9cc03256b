import * as zlib from 'node:zlib';
import type { HashEngine } from './engine.ts';
import { hashWasm } from './hash-wasm.ts';

/** Node has it since 20.15. */
const { crc32 }: { readonly crc32?: typeof zlib.crc32 } = zlib;

/** The CRC-32 of zip, gzip and sfv: that of zlib, or of hash-wasm where this Node has none. */
export async function zlibCrc(): Promise<HashEngine> {
  if (crc32 === undefined) return hashWasm('crc32')();
  return {
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
  };
}

const hex = (crc: number): string => crc.toString(16).padStart(8, '0');
