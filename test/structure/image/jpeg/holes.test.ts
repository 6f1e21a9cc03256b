import { describe, expect, it } from 'vitest';
import { leastHole, type Scan } from '../../../../src/structure/image/jpeg/holes.ts';

const flat = { blocks: 1, dc: { symbol: 0, length: 2 }, ac: { symbol: 0, length: 2 } };
const scan: Scan = { frame: 0xc0, precision: 8, from: 0, to: 63, high: 0, low: 0, components: [flat] };

describe('leastHole', () => {
  it('takes any run where zeros are flat blocks, and in what is not Huffman coded', () => {
    expect(leastHole(scan).least).toBe(Number.POSITIVE_INFINITY);
    const component = { ...flat, ac: { symbol: 1, length: 2 } };
    expect(leastHole({ ...scan, frame: 0xc9, components: [component] }).least).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes 512 bytes where zeros are coefficients of one component', () => {
    for (const symbol of [0x01, 0x12, 0xf0])
      expect(leastHole({ ...scan, components: [flat, { ...flat, ac: { symbol, length: 2 } }] })).toEqual({
        least: 512,
        isSure: true,
      });
  });

  it('takes what makes the picture darker than black', () => {
    // Each block is 1 darker than the last: 3 + 1 + 2 bits for a step, and 4096 steps.
    const slow = { ...flat, dc: { symbol: 1, length: 3 } };
    expect(leastHole({ ...scan, components: [slow] })).toEqual({ least: (4096 * 6) / 8, isSure: true });
    const fast = { ...flat, blocks: 4, dc: { symbol: 4, length: 2 } };
    expect(leastHole({ ...scan, components: [fast] })).toEqual({ least: 512, isSure: true });
  });

  it('is sure in a progressive scan only where zeros are coefficients', () => {
    const band = { ...scan, frame: 0xc2, from: 1 };
    expect(leastHole(band)).toEqual({ least: 2048, isSure: false });
    const component = { ...flat, ac: { symbol: 1, length: 2 } };
    expect(leastHole({ ...band, components: [component] })).toEqual({ least: 512, isSure: true });
    expect(leastHole({ ...scan, frame: 0xc2, to: 0, high: 1 }).least).toBe(Number.POSITIVE_INFINITY);
  });
});
