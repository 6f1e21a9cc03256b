import * as crypto from 'node:crypto';
import { Fault } from '../model/fault.ts';
import type { Load } from './engine.ts';
import { hashWasm, isWasmDigest } from './hash-wasm.ts';

/** One call for a whole buffer; Node has it since 20.12. */
const { hash }: { readonly hash?: typeof crypto.hash } = crypto;

/** Loads a digest of Node's OpenSSL, or of hash-wasm where that refuses it (FIPS, no legacy provider). */
export function nodeCrypto(digest: string): Load {
  return async () => {
    if (!isOffered(digest)) {
      if (isWasmDigest(digest)) return hashWasm(digest)();
      throw new Fault(
        3,
        `the OpenSSL of this Node.js refuses the digest ${digest}`,
        'run where node:crypto offers it: node -p "crypto.getHashes()"',
      );
    }
    return {
      create() {
        const state = crypto.createHash(digest);
        return {
          update(chunk) {
            state.update(chunk);
          },
          end: () => state.digest('hex'),
        };
      },
      ...(hash === undefined ? {} : { once: (bytes) => hash(digest, bytes, 'hex') }),
    };
  };
}

/** Asks by trying: `getHashes()` also names what a provider then refuses. */
function isOffered(digest: string): boolean {
  try {
    crypto.createHash(digest);
    return true;
  } catch {
    return false;
  }
}
