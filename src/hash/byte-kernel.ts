/**
 * What is counted of bytes at the speed of SIMD. The module is small enough to stand here: its text is `byte-kernel.wat`. Where the
 * processor or Node has no such instructions, plain code does the same.
 */
import { XXHASH } from './xxhash.ts';

/** Counts bytes; a thread has one, whose results are good until it is used again. */
export type ByteKernel = {
  /** Counts at most 4096 bytes. */
  count(bytes: Uint8Array, from: number, to: number): void;
  /** How often each byte occurs among those that `count` saw last. */
  readonly counts: Uint16Array;
  /** The same of all that `count` saw since this was set to zeros. */
  readonly totals: Int32Array;
  /** Returns the sum of the squares of `counts`. */
  squares(): number;
  /** Returns how many of `counts` are not 0. */
  kinds(): number;
  /** Computes 64 bits from all bytes of a block of a multiple of 32; which bits, is the kernel's own affair. */
  hash(bytes: Uint8Array, from: number, to: number): void;
  /** Returns the one and the other half of what `hash` computed last. */
  low(): number;
  high(): number;
  /** Returns whether some byte is 0 to 7 or 16 to 31, which text has hardly ever. */
  hasLow(bytes: Uint8Array, from: number, to: number): boolean;
};

type Exports = {
  readonly count: (at: number, end: number, tables: number) => void;
  readonly hash: (at: number, end: number, tables: number) => void;
  readonly hasLow: (at: number, end: number) => number;
};

/** The module, in base64. */
export const KERNEL_MODULE =
  'AGFzbQEAAAABDQJgA39/fwBgAn9/AX8CEgEGbWVtb3J5Bm1lbW9yeQIAAQMEAwABAAcZAwVjb3VudAAABmhhc0xvdwABBGhhc2gAAgrtBwOTBAICfwN7AkAgAEEEaiABSw0AA0AgAiAALQAAQQF0aiEDIAMgAy8BAEEBajsBACACIAAtAAFBAXRqIQMgAyADLwGABEEBajsBgAQgAiAALQACQQF0aiEDIAMgAy8BgAhBAWo7AYAIIAIgAC0AA0EBdGohAyADIAMvAYAMQQFqOwGADCAAQQRqIQAgAEEEaiABTQ0ACwsCQCAAIAFPDQADQCACIAAtAABBAXRqIQMgAyADLwEAQQFqOwEAIABBAWohACAAIAFJDQALCwNAIAIgBGohAyAD/QAEACAD/QAEgAT9jgEgA/0ABIAIIAP9AASADP2OAf2OASEFIAMgBf0LBIAQIAP9DAAAAAAAAAAAAAAAAAAAAAD9CwQAIAP9DAAAAAAAAAAAAAAAAAAAAAD9CwSABCAD/QwAAAAAAAAAAAAAAAAAAAAA/QsEgAggA/0MAAAAAAAAAAAAAAAAAAAAAP0LBIAMIAYgBSAF/boB/a4BIQYgByAF/QwAAAAAAAAAAAAAAAAAAAAA/S79kQEhByADIARqIQMgAyAD/QAEgBQgBf2pAf2uAf0LBIAUIAMgA/0ABJAUIAX9qgH9rgH9CwSQFCAEQRBqIQQgBEGABEkNAAsgB/1/IQcgAiAG/RsAIAb9GwFqIAb9GwIgBv0bA2pqNgKAHCACIAf9GwAgB/0bAWogB/0bAiAH/RsDamo2AoQcC68BAQF7AkAgAEEQaiABSw0AA0AgAP0ABAAhAiAC/QwICAgICAgICAgICAgICAgI/SYgAv0M8PDw8PDw8PDw8PDw8PDw8P1O/QwQEBAQEBAQEBAQEBAQEBAQ/SP9UP1TBEBBAQ8LIABBEGohACAAQRBqIAFNDQALCwJAIAAgAU8NAANAIAAtAABBCEkgAC0AAEHwAXFBEEZyBEBBAQ8LIABBAWohACAAIAFJDQALC0EAC6QCAQR+Qtbrgu7q/Yn14AAhA0LP1tO+0ser2UIhBEL56tDQ58mh5OEAIQYDQCADIAApAwBCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hAyAEIAApAwhCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hBCAFIAApAxBCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hBSAGIAApAxhCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hBiAAQSBqIQAgACABSQ0ACyADQgGJIARCB4l8IAVCDIkgBkISiXx8IQMgAyADQiGIhSEDIANCz9bTvtLHq9lCfiEDIAMgA0IdiIUhAyADQvnz3fGZ9pmrFn4hAyACIAMgA0IgiIU3A4gcCw==';
/** Where the sums, the totals and the results lie behind the tables. */
const [SUMS, TOTALS, RESULTS] = [2048, 2560, 3584];
const PAGE = 65_536;

/** Returns the kernel in WebAssembly; undefined where it cannot be had. */
export function wasmKernel(): ByteKernel | undefined {
  const memory = XXHASH.memory ?? ownMemory();
  const { heap, copyAt, copyBytes, spareAt: tables } = memory;
  const made = instantiate(memory.memory);
  if (made === undefined) return undefined;
  const { buffer } = heap;
  const results = new Int32Array(buffer, tables + RESULTS, 4);
  /** Returns where bytes lie in the memory, into which they are copied where they are not in it. */
  const addressOf = (bytes: Uint8Array, from: number, to: number): number => {
    if (bytes.buffer === buffer) return bytes.byteOffset + from;
    heap.set(bytes.subarray(from, to), copyAt);
    return copyAt;
  };
  return {
    count(bytes, from, to) {
      const at = addressOf(bytes, from, to);
      made.count(at, at + to - from, tables);
    },
    counts: new Uint16Array(buffer, tables + SUMS, 256),
    totals: new Int32Array(buffer, tables + TOTALS, 256),
    squares: () => results[0] ?? 0,
    kinds: () => results[1] ?? 0,
    hash(bytes, from, to) {
      const at = addressOf(bytes, from, to);
      made.hash(at, at + to - from, tables);
    },
    low: () => results[2] ?? 0,
    high: () => results[3] ?? 0,
    hasLow(bytes, from, to) {
      const step = bytes.buffer === buffer ? to - from : copyBytes;
      for (let start = from; start < to; start += step) {
        const end = Math.min(to, start + step);
        const at = addressOf(bytes, start, end);
        if (made.hasLow(at, at + end - start) === 1) return true;
      }
      return false;
    },
  };
}

function ownMemory(): NonNullable<typeof XXHASH.memory> {
  const memory = new WebAssembly.Memory({ initial: 2 });
  return { memory, heap: new Uint8Array(memory.buffer), copyAt: 0, copyBytes: PAGE, spareAt: PAGE };
}

function instantiate(memory: WebAssembly.Memory): Exports | undefined {
  try {
    const module = new WebAssembly.Module(Buffer.from(KERNEL_MODULE, 'base64'));
    const { exports } = new WebAssembly.Instance(module, { memory: { memory } });
    return isExports(exports) ? exports : undefined;
  } catch {
    return undefined;
  }
}

function isExports(exports: object): exports is Exports {
  return ['count', 'hash', 'hasLow'].every((name) => name in exports);
}

/** Returns the same in plain code. */
export function plainKernel(): ByteKernel {
  const counts = new Uint16Array(256);
  const totals = new Int32Array(256);
  let [squares, kinds] = [0, 0];
  let [low, high] = [0, 0];
  return {
    count(bytes, from, to) {
      counts.fill(0);
      for (let i = from; i < to; i++) counts[bytes[i] ?? 0] = (counts[bytes[i] ?? 0] ?? 0) + 1;
      squares = kinds = 0;
      for (let byte = 0; byte < 256; byte++) {
        const n = counts[byte] ?? 0;
        totals[byte] = (totals[byte] ?? 0) + n;
        squares += n * n;
        kinds += Number(n > 0);
      }
    },
    counts,
    totals,
    squares: () => squares,
    kinds: () => kinds,
    hash(bytes, from, to) {
      const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let a = 0x811c9dc5;
      let b = 0x01000193;
      for (let i = from; i < to; i += 8) {
        a = Math.imul(rotated(a ^ data.getInt32(i, true)), 0x9e3779b1);
        b = Math.imul(rotated(b ^ data.getInt32(i + 4, true)) ^ a, 0x85ebca6b);
      }
      low = a ^ rotated(b);
      high = b;
    },
    low: () => low,
    high: () => high,
    hasLow(bytes, from, to) {
      for (let i = from; i < to; i++) {
        const byte = bytes[i] ?? 0;
        if (byte < 8 || (byte & 0xf0) === 0x10) return true;
      }
      return false;
    },
  };
}

function rotated(word: number): number {
  return (word << 15) | (word >>> 17);
}

/** That of this thread. */
export const BYTE_KERNEL: ByteKernel = wasmKernel() ?? plainKernel();
