import type { HashEngine } from './engine.ts';
import { packagedXxhash } from './xxhash-package.ts';

/** XXH32 and XXH64 with seed 0, in the canonical (big-endian) form. */
export type Xxhash = {
  readonly xxh32: HashEngine;
  readonly xxh64: HashEngine;
  /** A buffer in which bytes are hashed where they lie; its bytes are good until anybody else of the thread reads into it. */
  readonly buffer?: Buffer;
  readonly memory?: SharedMemory;
};

/** The memory in which that buffer lies, for other modules that look at what was read into it. */
export type SharedMemory = {
  readonly memory: WebAssembly.Memory;
  readonly heap: Uint8Array;
  /** A place into which anybody copies bytes that lie elsewhere, for one call. */
  readonly copyAt: number;
  readonly copyBytes: number;
  /** A page that the digests do not use. */
  readonly spareAt: number;
};

/** Those of this thread. A check cannot wait, so they are ready when they are loaded; the build puts others here that need not wait. */
export const XXHASH: Xxhash = await packagedXxhash();
