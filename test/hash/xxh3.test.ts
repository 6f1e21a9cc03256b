import { expect, it } from 'vitest';
import { hashWasm } from '../../src/hash/hash-wasm.ts';
import { xxh3 } from '../../src/hash/xxh3.ts';
import { seededBytes } from '../help/bytes.ts';

it('is what hash-wasm makes of any length', async () => {
  const engine = await hashWasm('xxh3')();
  const bytes = seededBytes(5, 20_000);
  const lengths = [
    ...Array.from({ length: 1400 }, (_, i) => i),
    2047,
    2048,
    2049,
    4096,
    4097,
    16_383,
    20_000,
  ];
  for (const length of lengths)
    for (const part of [bytes.subarray(0, length), Buffer.alloc(length, 0xff)])
      expect({ length, hex: xxh3(part).toString(16).padStart(16, '0') }).toEqual({
        length,
        hex: engine.once?.(part),
      });
});
