import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crc8, crc16, oggCrc } from '../../src/structure/kit/msb-crc.ts';
import { MEDIA } from '../../src/structure/media.ts';
import { keptFiles } from './kept.ts';
import { standingOf } from './standing.ts';

const FIXTURES = new URL('../../fixtures/garbage/structure/', import.meta.url);

describe('media', () => {
  it('has a file made by a real tool for every format', () => {
    const missing = MEDIA.filter(({ name }) => !existsSync(new URL(name, FIXTURES)));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('lives with a file that is shorter than what it was recognised by', () => {
    for (const structure of MEDIA.filter(({ begin }) => begin !== undefined))
      for (const [, bytes] of keptFiles(structure.name))
        for (let length = 0; length < 64; length++)
          expect(typeof standingOf(structure, bytes.subarray(0, length)).is).toBe('string');
  });

  it('gives every name and every extension once', () => {
    const names = MEDIA.map(({ name }) => name);
    const extensions = MEDIA.flatMap((each) => each.extensions);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});

describe('CRCs with the highest bit first', () => {
  const check = Buffer.from('123456789');

  it('have the check values of the catalogue', () => {
    expect(crc8(check)).toBe(0xf4);
    expect(crc16(check)).toBe(0xfee8);
    expect(oggCrc(check)).toBe(0x89a1897f);
  });

  it('go on where they stopped', () => {
    for (const crc of [crc8, crc16, oggCrc])
      for (let at = 0; at <= check.length; at++)
        expect(crc(check.subarray(at), crc(check.subarray(0, at)))).toBe(crc(check));
  });
});
