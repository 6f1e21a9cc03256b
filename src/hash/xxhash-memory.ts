/**
 * XXH32 and XXH64 over bytes that lie in the memory of their own WebAssembly module, so that what was read from a file need not be
 * copied. The module is that of the package `xxhash-wasm`, from which the build takes it.
 */
import { Fault } from '../model/fault.ts';
import type { HashEngine, Hasher } from './engine.ts';
import type { Xxhash } from './xxhash.ts';

/** The functions of the module for one algorithm, whose results are of one type. */
type Functions<T extends number | bigint> = {
  readonly whole: (at: number, length: number, seed: T) => T;
  readonly init: (state: number, seed: T) => void;
  readonly update: (state: number, at: number, length: number) => void;
  readonly digest: (state: number) => T;
};
type Exports = {
  readonly mem: WebAssembly.Memory;
  readonly xxh32: Functions<number>['whole'];
  readonly init32: Functions<number>['init'];
  readonly update32: Functions<number>['update'];
  readonly digest32: Functions<number>['digest'];
  readonly xxh64: Functions<bigint>['whole'];
  readonly init64: Functions<bigint>['init'];
  readonly update64: Functions<bigint>['update'];
  readonly digest64: Functions<bigint>['digest'];
};

/** The state of a hasher that is not in the memory. */
type State = { readonly saved: Uint8Array };

/** Bytes of the longer of both states. */
const STATE_BYTES = 88;
/** At the beginning of a page, so that a file can be read into it past the page cache. */
const BUFFER_AT = 4096;
const BUFFER_BYTES = 256 * 1024;
/** What lies elsewhere is copied behind the buffer, so that it does not overwrite what was read. */
const COPY_AT = BUFFER_AT + BUFFER_BYTES;
const COPY_BYTES = 64 * 1024;
const PAGE = 65_536;

/** Returns XXH32 and XXH64 by a module, in base64. Throws where it is not that of the package, and a Fault (3) where it gets no memory. */
export function xxhashInMemory(module: string): Xxhash {
  const { exports } = instanceOf(module);
  if (!isExports(exports)) throw new Error('not the WebAssembly module of xxhash-wasm');
  const { mem, ...functions } = exports;
  const spareAt = Math.ceil((COPY_AT + COPY_BYTES) / PAGE) * PAGE;
  mem.grow(spareAt / PAGE + 1 - mem.buffer.byteLength / PAGE);
  const heap = new Uint8Array(mem.buffer);
  const states = createStates(heap);
  const { xxh32, init32, update32, digest32, xxh64, init64, update64, digest64 } = functions;
  const short = { whole: xxh32, init: init32, update: update32, digest: digest32 };
  const long = { whole: xxh64, init: init64, update: update64, digest: digest64 };
  return {
    buffer: Buffer.from(mem.buffer, BUFFER_AT, BUFFER_BYTES),
    memory: { memory: mem, heap, copyAt: COPY_AT, copyBytes: COPY_BYTES, spareAt },
    xxh32: engineOf(mem, states, short, { seed: 0, hex: hex32 }),
    xxh64: engineOf(mem, states, long, { seed: 0n, hex: hex64 }),
  };
}

function instanceOf(module: string): { readonly exports: object } {
  const compiled = new WebAssembly.Module(Buffer.from(module, 'base64'));
  try {
    return new WebAssembly.Instance(compiled);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Fault(
      3,
      'the limit of addresses is too low: WebAssembly takes 10 GB of them, though not of memory',
      'raise it (ulimit -v unlimited); what limits memory itself is MemoryMax= of systemd',
      error,
    );
  }
}

function isExports(exports: object): exports is Exports {
  return ['mem', 'xxh32', 'update32', 'xxh64', 'update64'].every((name) => name in exports);
}

/** The one place for a state in the memory: of the hasher that was used last. */
function createStates(heap: Uint8Array): { enter(state: State): void } {
  let current: State | undefined;
  return {
    enter(state) {
      if (current === state) return;
      current?.saved.set(heap.subarray(0, STATE_BYTES));
      heap.set(state.saved);
      current = state;
    },
  };
}

function engineOf<T extends number | bigint>(
  mem: WebAssembly.Memory,
  states: { enter(state: State): void },
  { whole, init, update, digest }: Functions<T>,
  { seed, hex }: { readonly seed: T; readonly hex: (value: T) => string },
): HashEngine {
  const heap = new Uint8Array(mem.buffer);
  const create = (): Hasher => {
    const state: State = { saved: new Uint8Array(STATE_BYTES) };
    states.enter(state);
    init(0, seed);
    return {
      update(bytes) {
        states.enter(state);
        if (bytes.buffer === mem.buffer) update(0, bytes.byteOffset, bytes.byteLength);
        else
          for (let at = 0; at < bytes.length; at += COPY_BYTES) {
            const part = bytes.subarray(at, at + COPY_BYTES);
            heap.set(part, COPY_AT);
            update(0, COPY_AT, part.length);
          }
      },
      end() {
        states.enter(state);
        return hex(digest(0));
      },
    };
  };
  return {
    create,
    once(bytes) {
      if (bytes.buffer === mem.buffer) return hex(whole(bytes.byteOffset, bytes.byteLength, seed));
      if (bytes.length > COPY_BYTES) {
        const hasher = create();
        hasher.update(bytes);
        return hasher.end();
      }
      heap.set(bytes, COPY_AT);
      return hex(whole(COPY_AT, bytes.length, seed));
    },
  };
}

const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
const hex64 = (value: bigint): string => BigInt.asUintN(64, value).toString(16).padStart(16, '0');
