import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StructureVerdict } from '../../../src/model/content.ts';
import { trailingDigestProbe } from '../../../src/structure/kit/trailing-digest.ts';

const ARCHIVE = Buffer.concat([Buffer.from('some content'), Buffer.alloc(4096)]);
const LINE = `${createHash('md5').update(ARCHIVE).digest('hex')} *x.tar\n`;

function verdict(bytes: Buffer, step = bytes.length): StructureVerdict | undefined {
  const probe = trailingDigestProbe('d/x.tar.md5');
  for (let at = 0; at < bytes.length; at += step) probe?.update(bytes.subarray(at, at + step));
  return probe?.end();
}

describe('the digest at the end of an archive', () => {
  it.each([1, 7, 511, 512, 513, 1 << 20])('proves it, read in pieces of %i bytes', (step) => {
    expect(verdict(Buffer.concat([ARCHIVE, Buffer.from(LINE)]), step)).toEqual({ is: 'proven' });
  });

  it('shows that a byte differs', () => {
    const bytes = Buffer.concat([ARCHIVE, Buffer.from(LINE)]);
    bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
    expect(verdict(bytes)).toMatchObject({ is: 'broken' });
  });

  it('is not the last line of a list', () => {
    expect(verdict(Buffer.from(LINE.repeat(40)))).toEqual({ is: 'unknown' });
    expect(verdict(Buffer.from(LINE))).toEqual({ is: 'unknown' });
    expect(verdict(Buffer.alloc(0))).toEqual({ is: 'unknown' });
  });

  it('is looked for where the name says so', () => {
    expect(trailingDigestProbe('x.tar')).toBeUndefined();
  });
});
