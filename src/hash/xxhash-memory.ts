/**
 * XXH64 over bytes that lie in the memory of its own WebAssembly module, so that what was read from a file need not be copied. The
 * module is that of the package `xxhash-wasm`, which the build takes from it; without a build, the package itself hashes.
 */
import type { HashEngine, Hasher } from './engine.ts';
import { XXHASH_MODULE } from './xxhash-module.ts';

type Exports = {
  readonly mem: WebAssembly.Memory;
  readonly xxh64: (at: number, length: number, seed: bigint) => bigint;
  readonly init64: (state: number, seed: bigint) => void;
  readonly update64: (state: number, at: number, length: number) => void;
  readonly digest64: (state: number) => bigint;
};

/** A buffer in which bytes are hashed where they lie, and what hashes them; it hashes any other bytes, too. */
export type MemoryHash = { readonly buffer: Buffer; readonly engine: HashEngine };

const STATE_BYTES = 88;
const BUFFER_AT = 1024;
const BUFFER_BYTES = 256 * 1024;
/** What lies elsewhere is copied behind the buffer, so that it does not overwrite what was read. */
const COPY_AT = BUFFER_AT + BUFFER_BYTES;
const COPY_BYTES = 64 * 1024;
const PAGE = 65_536;

let known: { readonly hash: MemoryHash | undefined } | undefined;

/** Returns the one of this thread; undefined where the module is not there. The bytes of its buffer are good until anybody else reads. */
export function memoryHash(): MemoryHash | undefined {
  known ??= { hash: load() };
  return known.hash;
}

function load(): MemoryHash | undefined {
  if (XXHASH_MODULE === '') return undefined;
  const module = new WebAssembly.Module(Buffer.from(XXHASH_MODULE, 'base64'));
  const { exports } = new WebAssembly.Instance(module);
  return isExports(exports) ? create(exports) : undefined;
}

function isExports(exports: object): exports is Exports {
  return 'mem' in exports && 'xxh64' in exports && 'update64' in exports;
}

function create({ mem, xxh64, init64, update64, digest64 }: Exports): MemoryHash {
  mem.grow(Math.ceil((COPY_AT + COPY_BYTES) / PAGE) - mem.buffer.byteLength / PAGE);
  const heap = new Uint8Array(mem.buffer);
  /** The hasher whose state is in the memory; those of all others are kept outside. */
  let current: State | undefined;

  const enter = (state: State): void => {
    if (current === state) return;
    current?.saved.set(heap.subarray(0, STATE_BYTES));
    heap.set(state.saved);
    current = state;
  };
  const create64 = (): Hasher => {
    const state: State = { saved: new Uint8Array(STATE_BYTES) };
    enter(state);
    init64(0, 0n);
    return {
      update(bytes) {
        enter(state);
        if (bytes.buffer === mem.buffer) update64(0, bytes.byteOffset, bytes.byteLength);
        else
          for (let at = 0; at < bytes.length; at += COPY_BYTES) {
            const part = bytes.subarray(at, at + COPY_BYTES);
            heap.set(part, COPY_AT);
            update64(0, COPY_AT, part.length);
          }
      },
      end() {
        enter(state);
        return hex(digest64(0));
      },
    };
  };
  return {
    buffer: Buffer.from(mem.buffer, BUFFER_AT, BUFFER_BYTES),
    engine: {
      create: create64,
      once(bytes) {
        if (bytes.buffer === mem.buffer) return hex(xxh64(bytes.byteOffset, bytes.byteLength, 0n));
        if (bytes.length > COPY_BYTES) {
          const hasher = create64();
          hasher.update(bytes);
          return hasher.end();
        }
        heap.set(bytes, COPY_AT);
        return hex(xxh64(COPY_AT, bytes.length, 0n));
      },
    },
  };
}

type State = { readonly saved: Uint8Array };

function hex(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}
