import type { HashEngine } from './engine.ts';
import { packagedXxhash } from './xxhash-package.ts';

/** XXH32 and XXH64 with seed 0, in the canonical (big-endian) form. */
export type Xxhash = {
  readonly xxh32: HashEngine;
  readonly xxh64: HashEngine;
  /** A buffer in which bytes are hashed where they lie; its bytes are good until anybody else of the thread reads into it. */
  readonly buffer?: Buffer;
};

/** Those of this thread. A check cannot wait, so they are ready when they are loaded; the build puts others here that need not wait. */
export const XXHASH: Xxhash = await packagedXxhash();
