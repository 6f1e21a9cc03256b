import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ours from '../../src/hash/byte-kernel.ts';
import type * as xxhashModule from '../../src/hash/xxhash.ts';
import { needs } from '../help/tools.ts';
import { noise } from './stream.ts';

/** Only what was built has a memory that the digests share. */
const built: typeof ours = await import(new URL('../../dist/hash/byte-kernel.js', import.meta.url).href);
const { XXHASH }: typeof xxhashModule = await import(
  new URL('../../dist/hash/xxhash.js', import.meta.url).href
);
const buffer = XXHASH.buffer ?? Buffer.alloc(0);

const MOST = 4096;
const someBytes = fc.oneof(
  fc
    .record({ size: fc.integer({ min: 0, max: MOST }), seed: fc.nat() })
    .map(({ size, seed }) => noise(size, seed)),
  fc
    .array(fc.constantFrom(8, 9, 10, 13, 32, 65, 127, 128, 255, 7, 31), { maxLength: 100 })
    .map((all) => Buffer.from(all)),
  fc.integer({ min: 0, max: MOST }).map((size) => Buffer.alloc(size, 0x61)),
);

function kernelOf(module: typeof ours): ours.ByteKernel {
  const kernel = module.wasmKernel();
  if (kernel === undefined) throw new Error('no kernel in WebAssembly');
  return kernel;
}

describe.each([
  ['its own memory', kernelOf(ours), false],
  ['the memory of the digests', kernelOf(built), false],
  ['the buffer that files are read into', kernelOf(built), true],
])('the kernel in %s', (_, kernel, isInside) => {
  const placed = (bytes: Uint8Array, at: number): Uint8Array => {
    if (!isInside) return bytes;
    buffer.set(bytes, at);
    return buffer.subarray(at, at + bytes.length);
  };

  it('counts what plain code counts', () => {
    const plain = ours.plainKernel();
    kernel.totals.fill(0);
    fc.assert(
      fc.property(someBytes, fc.nat(40), fc.nat(MOST), (bytes, at, cut) => {
        const from = Math.min(cut, bytes.length);
        kernel.count(placed(bytes, at), from, bytes.length);
        plain.count(bytes, from, bytes.length);
        expect([...kernel.counts]).toEqual([...plain.counts]);
        expect([...kernel.totals]).toEqual([...plain.totals]);
        expect([kernel.squares(), kernel.kinds()]).toEqual([plain.squares(), plain.kinds()]);
      }),
    );
  });

  it('computes the same of equal blocks, and other words of every block that differs in a bit', () => {
    const block = noise(MOST, 3);
    const words = (bytes: Uint8Array, at: number): string => {
      kernel.hash(placed(bytes, at), 0, bytes.length);
      return `${kernel.low()} ${kernel.high()}`;
    };
    const seen = new Set([words(block, 0)]);
    expect(words(Buffer.from(block), 24)).toBe([...seen][0]);
    for (let bit = 0; bit < MOST * 8; bit += 7) {
      const turned = Buffer.from(block);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      seen.add(words(turned, 0));
    }
    expect(seen.size).toBe(1 + Math.ceil((MOST * 8) / 7));
  });

  it('finds the low bytes that plain code finds', () => {
    const plain = ours.plainKernel();
    const text = Buffer.alloc(600, 'text\t\n');
    for (let byte = 0; byte < 256; byte++) {
      for (const at of [0, 1, 15, 16, 17, 599]) {
        const bytes = Buffer.from(text);
        bytes[at] = byte;
        const isLow = byte < 8 || (byte > 15 && byte < 32);
        expect(kernel.hasLow(placed(bytes, at), 0, bytes.length)).toBe(isLow);
        expect(plain.hasLow(bytes, 0, bytes.length)).toBe(isLow);
        expect(kernel.hasLow(placed(bytes, at), at + 1, bytes.length)).toBe(false);
        expect(kernel.hasLow(placed(bytes, at), 0, at)).toBe(false);
      }
    }
  });

  it('finds one in more bytes than fit where they are copied', () => {
    const bytes = Buffer.alloc(200_000, 'text');
    expect(kernel.hasLow(placed(bytes, 0), 0, bytes.length)).toBe(false);
    bytes[199_999] = 1;
    expect(kernel.hasLow(placed(bytes, 0), 0, bytes.length)).toBe(true);
  });
});

it('a digest under way is not touched by what is counted', () => {
  const kernel = kernelOf(built);
  const bytes = noise(100_000, 5);
  const wanted = XXHASH.xxh64.once?.(bytes);
  const hasher = XXHASH.xxh64.create();
  for (let at = 0; at < bytes.length; at += 1000) {
    hasher.update(bytes.subarray(at, at + 1000));
    kernel.count(bytes, at, at + 1000);
  }
  expect(hasher.end()).toBe(wanted);
});

describe.skipIf(!needs('wat2wasm'))('the bytes of the module', () => {
  it('are what wat2wasm makes of its text', () => {
    const { status, stdout } = spawnSync('wat2wasm', ['src/hash/byte-kernel.wat', '--output=-']);
    expect(status).toBe(0);
    expect(stdout.toString('base64')).toBe(ours.KERNEL_MODULE);
  });
});
