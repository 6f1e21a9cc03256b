import type { IHasher } from 'hash-wasm';
import type { HashEngine, Hasher, Load } from './engine.ts';

type Library = typeof import('hash-wasm');
type Make = (library: Library) => Promise<IHasher>;

const MAKERS = {
  adler32: (wasm) => wasm.createAdler32(),
  blake2b512: (wasm) => wasm.createBLAKE2b(512),
  blake2s256: (wasm) => wasm.createBLAKE2s(256),
  blake3: (wasm) => wasm.createBLAKE3(),
  crc32c: (wasm) => wasm.createCRC32(0x82f63b78),
  md5: (wasm) => wasm.createMD5(),
  ripemd160: (wasm) => wasm.createRIPEMD160(),
  sha1: (wasm) => wasm.createSHA1(),
  sha224: (wasm) => wasm.createSHA224(),
  sha256: (wasm) => wasm.createSHA256(),
  sha384: (wasm) => wasm.createSHA384(),
  sha512: (wasm) => wasm.createSHA512(),
  'sha3-224': (wasm) => wasm.createSHA3(224),
  'sha3-256': (wasm) => wasm.createSHA3(256),
  'sha3-384': (wasm) => wasm.createSHA3(384),
  'sha3-512': (wasm) => wasm.createSHA3(512),
  sm3: (wasm) => wasm.createSM3(),
  whirlpool: (wasm) => wasm.createWhirlpool(),
  xxh3: (wasm) => wasm.createXXHash3(),
  xxh128: (wasm) => wasm.createXXHash128(),
} as const satisfies Record<string, Make>;

/** What hash-wasm is asked for; a digest that OpenSSL has too goes by the name it has there. */
export type WasmDigest = keyof typeof MAKERS;

/** True where hash-wasm has the digest. */
export function isWasmDigest(name: string): name is WasmDigest {
  return Object.hasOwn(MAKERS, name);
}

/** Loads a digest of hash-wasm. */
export function hashWasm(name: WasmDigest): Load {
  return () => load(MAKERS[name]);
}

/** Loads BLAKE2b of any length that is a multiple of 8 bits, from 8 to 512. */
export function wasmBlake2b(bits: number): Load {
  return () => load((wasm) => wasm.createBLAKE2b(bits));
}

/** The library is big, so it is imported when first needed. */
async function load(make: Make): Promise<HashEngine> {
  return engineOf(await make(await import('hash-wasm')));
}

/**
 * All hashers share one wasm instance, because another could not be made without waiting. The instance
 * belongs to the hasher that used it last; when another wants it, the owner's state is saved for later.
 */
function engineOf(wasm: IHasher): HashEngine {
  let owner: Tenant | undefined;

  const moveIn = (tenant: Tenant | undefined): void => {
    if (owner !== undefined) owner.saved = wasm.save();
    owner = tenant;
    if (tenant?.saved === undefined) wasm.init();
    else wasm.load(tenant.saved);
  };

  const create = (): Hasher => {
    const self: Tenant = { ended: false };
    const claim = (): void => {
      if (self.ended) throw new Error('a hasher was used after its end');
      if (owner !== self) moveIn(self);
    };
    return {
      update(chunk) {
        claim();
        wasm.update(chunk);
      },
      end() {
        claim();
        self.ended = true;
        owner = undefined;
        return wasm.digest('hex');
      },
    };
  };

  return {
    create,
    once(bytes) {
      moveIn(undefined);
      return wasm.update(bytes).digest('hex');
    },
  };
}

type Tenant = { saved?: Uint8Array; ended: boolean };
