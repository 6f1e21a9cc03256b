import { describe, expect, it } from 'vitest';
import { hashWasm, isWasmDigest, wasmBlake2b } from '../../src/hash/hash-wasm.ts';
import { noise, streamed } from './stream.ts';

describe('hashWasm', () => {
  it('keeps a hundred hashers of one instance alive', async () => {
    const engine = await hashWasm('xxh3')();
    const inputs = Array.from({ length: 100 }, (_, seed) => noise(3000, seed));
    const hashers = inputs.map(() => engine.create());
    for (const [half, start] of [0, 1500].entries()) {
      for (const [i, hasher] of hashers.entries()) {
        hasher.update(inputs[i]?.subarray(start, 1500 * (half + 1)) ?? new Uint8Array());
      }
    }
    expect(hashers.map((hasher) => hasher.end())).toEqual(
      inputs.map((input) => streamed(engine, input, [3000])),
    );
  });

  it('refuses a hasher that is used after its end, for it would hash from the start', async () => {
    const engine = await hashWasm('blake3')();
    const hasher = engine.create();
    hasher.end();
    expect(() => hasher.update(noise(1))).toThrow('after its end');
    expect(() => hasher.end()).toThrow('after its end');
  });

  it('takes a chunk that is a part of a larger buffer', async () => {
    const engine = await hashWasm('xxh128')();
    const bytes = Buffer.from(noise(5000));
    expect(engine.once?.(bytes.subarray(1, 4001))).toBe(engine.once?.(Uint8Array.from(bytes).slice(1, 4001)));
  });
});

describe('wasmBlake2b', () => {
  it('gives the length that it was asked for', async () => {
    for (const bits of [8, 160, 504]) {
      expect((await wasmBlake2b(bits)()).create().end()).toHaveLength(bits / 4);
    }
  });
});

describe('isWasmDigest', () => {
  it('knows its own', () => {
    expect(['blake3', 'sha3-512', 'sha512-256', 'toString'].map(isWasmDigest)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
