import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { examineStructure } from '../../../../src/detect/examine-structure.ts';
import { gzip } from '../../../../src/structure/archive/gzip.ts';
import { tar } from '../../../../src/structure/archive/tar/tar.ts';
import type { StructureVerdict } from '../../../../src/structure/kit/structure.ts';
import { chunks } from '../../../hash/stream.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../../standing.ts';

const LONG = `${'long/'.repeat(30)}name.txt`;
const FILES = { 'a.txt': proseOf(300), 'noise.bin': seededBytes(5, 20_000), 'd/empty': '', [LONG]: 'x' };
const packed = (script: string): Buffer => made(script, 'r.tar', FILES);

describe.skipIf(!needs('tar'))('tar', () => {
  const real = packed('ln a.txt hard; ln -s a.txt soft; tar -cf r.tar a.txt noise.bin d hard soft long');

  it('reads every dialect, with links, long names, sparse files and an empty end', () => {
    const scripts = [
      ...['v7', 'ustar', 'gnu', 'oldgnu', 'pax'].flatMap((format) => [
        `ln a.txt hard; ln -s a.txt soft; tar --format=${format} -cf r.tar a.txt noise.bin d hard soft`,
        `tar --format=${format} -b1 -cf r.tar a.txt`,
      ]),
      'tar --format=gnu -cf r.tar long a.txt',
      'tar --format=pax -cf r.tar long a.txt',
      'tar --format=pax --pax-option=exthdr.name=%d/%f,size:=300 -cf r.tar d; tar -cf r.tar long',
      ...['--format=gnu', '--format=pax --sparse-version=0.1', '--format=pax --sparse-version=1.0'].map(
        (format) =>
          `for i in 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29; do echo x | dd of=s bs=65536 seek=$i conv=notrunc; done 2> /dev/null; truncate -s 9M s; tar -S ${format} -cf r.tar s a.txt`,
      ),
      'tar -cf r.tar a.txt; tar -rf r.tar noise.bin; tar --delete -f r.tar a.txt',
      'tar -V label -cf r.tar a.txt',
      'tar -g snapshot -cf r.tar d a.txt',
      'tar -cf r.tar a.txt; tar -cf s.tar noise.bin; tar -Af r.tar s.tar',
    ];
    for (const script of scripts) {
      const bytes = packed(script);
      expect({ script, recognised: tar.recognises(bytes) }).toEqual({ script, recognised: true });
      expect({ script, ...standingOf(tar, bytes) }).toEqual({ script, is: 'sound' });
    }
  });

  it.skipIf(!needs('python3'))(
    'reads what python writes, with a size in a pax header and in base 256',
    () => {
      const script = (format: string): string => `
import io, tarfile
t = tarfile.open('r.tar', 'w', format=tarfile.${format}_FORMAT)
i = tarfile.TarInfo('big'); i.size = 9 * 2**30; t.addfile(i)
`;
      for (const format of ['GNU', 'PAX']) {
        const bytes = made('python3 s.py', 'r.tar', { 's.py': script(format) });
        expect(standingOf(tar, bytes)).toMatchObject({
          is: 'cut',
          detail: expect.stringMatching(/inside the member/),
        });
      }
      const small = `
import io, tarfile
t = tarfile.open('r.tar', 'w', format=tarfile.PAX_FORMAT)
i = tarfile.TarInfo('x'); i.size = 3; i.pax_headers = {'size': '600'}; t.addfile(i, io.BytesIO(b'abc'))
t.fileobj.write(b'd' * 512); i = tarfile.TarInfo('y'); t.addfile(i); t.close()
`;
      expect(standingOf(tar, made('python3 s.py', 'r.tar', { 's.py': small }))).toEqual({ is: 'sound' });
    },
  );

  it('takes a sum of signed bytes, as old tars had it', () => {
    const named = packed(
      'mv a.txt "$(printf "\\344\\344")"; tar --format=v7 -cf r.tar "$(printf "\\344\\344")"',
    );
    const sum = Number.parseInt(named.toString('latin1', 148, 154), 8) - 512;
    const signed = patched(named, 148, Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `));
    expect(tar.recognises(signed)).toBe(true);
    expect(standingOf(tar, signed)).toEqual({ is: 'sound' });
  });

  it('is cut where it ends inside a member, and warns where only its end is missing', () => {
    const last = (Math.floor(real.lastIndexOf('x') / 512) + 1) * 512;
    expect(cuts(tar, real.subarray(0, last), 60, 512)).toEqual(['cut']);
    expect(standingOf(tar, real.subarray(0, last))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standingOf(tar, real.subarray(0, 5000))).toEqual({
      is: 'cut',
      of: 'tar',
      detail: expect.stringMatching(/^ends at 5000, inside the member at 0$/),
    });
  });

  it('is broken by a turned bit in a header and by a hole over one, and takes any data', () => {
    const second = real.indexOf('noise.bin');
    for (const at of [second, second + 130, second + 150])
      expect(standingOf(tar, flipped(real, at)).is).toBe('broken');
    expect(standingOf(tar, flipped(real, second + 5000))).toEqual({ is: 'sound' });
    const noise = patched(real, second - 1024, seededBytes(1, 4096));
    expect(standingOf(tar, noise)).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining(`${second}`),
    });
    const zeros = patched(real, second - 1024, Buffer.alloc(4096));
    expect(standingOf(tar, zeros)).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('takes anything behind the end that is no member', () => {
    expect(standingOf(tar, Buffer.concat([real, seededBytes(1, 5000)]))).toEqual({ is: 'sound' });
    expect(standingOf(tar, Buffer.concat([real, real]))).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('is looked into at depth deep, file by file', () => {
    const stood = (bytes: Buffer, depth: 'normal' | 'deep', path = 'b.tar'): StructureVerdict => {
      const probe = examineStructure(path, bytes.length, { depth });
      for (const chunk of chunks(bytes, [9999])) probe.update(chunk);
      return probe.end().verdict;
    };
    const dump = '-- PostgreSQL database dump\n\nCREATE TABLE a();\n-- PostgreSQL database dump complete\n';
    const files = { 'd/a.sql': dump, 'b.sql': dump.slice(0, -30), 'c.txt': proseOf(400), e: '' };
    const tarOf = (list: string, more = ''): Buffer => made(`tar ${more} -cf r.tar ${list}`, 'r.tar', files);
    expect(stood(tarOf('d c.txt e'), 'deep')).toEqual({ is: 'sound' });
    for (const format of ['v7', 'gnu', 'pax']) {
      const bytes = tarOf('d b.sql c.txt', `--format=${format}`);
      expect(stood(bytes, 'normal')).toEqual({ is: 'sound' });
      expect(stood(bytes, 'deep')).toEqual({
        is: 'cut',
        detail: expect.stringMatching(/^inside b\.sql: .*dump complete/),
      });
    }
    const text = tarOf('d c.txt');
    const holed = patched(text, text.indexOf('of 400') + 3000, Buffer.alloc(1024));
    expect(stood(holed, 'deep')).toMatchObject({ is: 'broken', detail: expect.stringContaining('c.txt') });
    expect(stood(gzipSync(tarOf('b.sql')), 'deep', 'b.tar.gz').is).toBe('cut');
    expect(stood(text.subarray(0, 5000), 'deep')).toMatchObject({
      detail: expect.stringContaining('ends at'),
    });
  });

  it('is seen inside gzip', () => {
    const zipped = made('tar -cf - a.txt noise.bin | head -c 20000 | gzip > r.tgz', 'r.tgz', FILES);
    const nest = () =>
      tar.createCheck?.({ path: '', size: undefined, head: real, depth: 'normal', nest }) ?? expect.fail();
    expect(standingOf(gzip, zipped, [4096], { nest })).toMatchObject({
      is: 'cut',
      detail: expect.stringMatching(/^inside: tar: ends at 20000/),
    });
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(tar, real);
    refusesOthers(tar);
  });
});
