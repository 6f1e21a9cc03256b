import { describe, expect, it } from 'vitest';
import { detect } from '../../../../src/detect/detectors.ts';
import { zip } from '../../../../src/structure/archive/zip/zip.ts';
import { examined } from '../../../detect/read.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../../standing.ts';

const FILES = { 'a.txt': proseOf(1500), 'noise.bin': seededBytes(5, 40_000), 'd/empty': '', 'd/x': 'hi' };
const zipped = (script: string): Buffer => made(script, 'r.zip', FILES);

/** What python's zipfile writes to a pipe: every member with a descriptor. */
const PYTHON = `
import io, sys, zipfile
class Pipe(io.RawIOBase):
    def __init__(self, file): self.file = file
    def writable(self): return True
    def write(self, data): return self.file.write(data)
with open('r.zip', 'wb') as file, zipfile.ZipFile(Pipe(file), 'w', METHOD) as z:
    z.write('a.txt'); z.writestr('d/', ''); z.writestr('e', '')
    with z.open('wide', 'w', force_zip64=True) as wide: wide.write(b'abc' * 9999)
`;
const python = (method: number): Buffer =>
  made(`python3 script.py`, 'r.zip', { ...FILES, 'script.py': PYTHON.replace('METHOD', String(method)) });

/** A zip with its offsets set to where it lies behind so many bytes. */
function moved(bytes: Buffer, by: number): Buffer {
  const copy = Buffer.from(bytes);
  const end = copy.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const start = copy.readUInt32LE(end + 16);
  for (let at = start; at >= 0 && at < end; at = copy.indexOf('PK\x01\x02', at + 1, 'latin1'))
    copy.writeUInt32LE(copy.readUInt32LE(at + 42) + by, at + 42);
  copy.writeUInt32LE(start + by, end + 16);
  return copy;
}

describe.skipIf(!needs('zip'))('zip', () => {
  const real = zipped('zip -qr r.zip a.txt noise.bin d');

  it('proves what zip makes: deflated, stored, zip64, commented, of a pipe, to a pipe, with a member deleted', () => {
    const scripts = [
      'zip -qr r.zip a.txt noise.bin d',
      'zip -q0r r.zip a.txt noise.bin d',
      'zip -qr -fz r.zip a.txt noise.bin d',
      'zip -qr -fz- r.zip a.txt; echo comment | zip -qz r.zip',
      'cat a.txt | zip -q r.zip -',
      'zip -qr - a.txt noise.bin d | cat > r.zip',
      'zip -qr -fd - a.txt noise.bin d | cat > r.zip',
      'zip -qr r.zip a.txt noise.bin d; zip -qd r.zip noise.bin',
      'zip -q i.zip a.txt; zip -q0 r.zip i.zip',
    ];
    for (const script of scripts) {
      const bytes = zipped(script);
      expect(zip.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(zip, bytes) }).toEqual({ script, is: 'proven' });
    }
  });

  it.skipIf(!needs('python3'))('reads what python writes to a pipe, deflated and stored', () => {
    expect(standingOf(zip, python(8))).toEqual({ is: 'proven' });
    expect(standingOf(zip, python(0))).toEqual({ is: 'sound' });
    endures(zip, python(8), 60);
    endures(zip, python(0), 60);
  });

  it.skipIf(!needs('7z'))('reads what 7z makes, also by methods that it cannot unpack', () => {
    expect(standingOf(zip, zipped('7z a -bd -tzip r.zip a.txt d'))).toEqual({ is: 'proven' });
    expect(standingOf(zip, zipped('7z a -bd -tzip -mm=LZMA r.zip a.txt d'))).toEqual({ is: 'sound' });
    expect(standingOf(zip, zipped('7z a -bd -tzip -ppw -mem=AES256 r.zip a.txt'))).toEqual({
      is: 'encrypted',
    });
  });

  it('knows what is encrypted, and what is split', () => {
    expect(standingOf(zip, zipped('zip -qr -P pw r.zip a.txt d'))).toEqual({ is: 'encrypted' });
    expect(standingOf(zip, zipped('zip -qr -P pw - a.txt d | cat > r.zip'))).toEqual({ is: 'encrypted' });
    const part = zipped('zip -q0 -s 64k s.zip a.txt noise.bin; mv s.z01 r.zip');
    expect(standingOf(zip, part)).toEqual({ is: 'unknown' });
  });

  it('takes what may lie before, between and behind', () => {
    const prefix = Buffer.from('#!/bin/sh\nexec java -jar "$0"\n');
    const runnable = Buffer.concat([prefix, real]);
    expect(zip.recognises(runnable)).toBe(true);
    expect(standingOf(zip, runnable)).toEqual({ is: 'proven' });
    expect(standingOf(zip, Buffer.concat([real, Buffer.from('signature')]))).toEqual({ is: 'sound' });
    expect(standingOf(zip, Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1'))).toEqual({
      is: 'broken',
      severity: 'warning',
      of: 'zip',
      detail: 'central directory at 0: 0 members in it',
    });
    const adjusted = zipped('zip -q i.zip a.txt; (echo "#!/bin/sh"; cat i.zip) > r.zip; zip -qA r.zip');
    expect(standingOf(zip, adjusted)).toEqual({ is: 'proven' });
  });

  it('is broken where no program finds its end record', () => {
    const behind = (count: number): string =>
      standingOf(zip, Buffer.concat([real, Buffer.alloc(count, 7)])).is;
    expect([1, 20_000, 65_535].map(behind)).toEqual(['sound', 'sound', 'sound']);
    expect([65_536, 70_000, 300_000].map(behind)).toEqual(['broken', 'broken', 'broken']);
    const commented = zipped('zip -qr r.zip a.txt; head -c 60000 /dev/zero | tr "\\0" x | zip -qz r.zip');
    expect(standingOf(zip, commented)).toEqual({ is: 'proven' });
    expect(standingOf(zip, Buffer.concat([commented, Buffer.alloc(6000)])).is).toBe('broken');
    endures(zip, Buffer.concat([real, Buffer.alloc(70_000)]), 30);
  });

  it('does not judge what the directory does not name', () => {
    const orphan = Buffer.concat([
      Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'),
      Buffer.from('TIMECRC CSIZUSIZ'),
      Buffer.from([8, 0, 0, 0]),
      Buffer.from('mimetypeapplication/x-krita'),
    ]);
    const lost = made('zip -q r.zip noise.bin', 'r.zip', FILES).subarray(0, 30_000);
    for (const [before, is] of [
      [orphan, 'proven'],
      [lost, 'sound'],
      [flipped(real, 2000), 'sound'],
    ] as const) {
      const bytes = Buffer.concat([before, moved(real, before.length)]);
      expect(zip.recognises(bytes)).toBe(true);
      expect(standingOf(zip, bytes)).toEqual({ is });
      endures(zip, bytes, 30);
      expect(standingOf(zip, bytes.subarray(0, -30)).is).toMatch(/^(cut|broken)$/);
    }
    expect(standingOf(zip, orphan).is).toBe('cut');
    const prefixed = Buffer.concat([Buffer.from('prefix that could be an executable jar file'), real]);
    expect(zip.recognises(prefixed)).toBe(false);
    expect(zip.recognisesNamed?.(prefixed)).toBe(true);
    expect(zip.recognisesNamed?.(seededBytes(3, 65_536))).toBe(false);
    expect(standingOf(zip, prefixed)).toEqual({ is: 'proven' });
  });

  it('is told of by its name where its beginning is lost', () => {
    const turns = Buffer.from(real);
    const noise = seededBytes(9, real.length);
    for (let at = 0; at < real.length; at += 32) noise.copy(turns, at, at, at + 16);
    const head = patched(real, 0, seededBytes(4, 4096));
    for (const bytes of [turns, head, patched(turns, 48, real.subarray(0, 200))]) {
      const content = examined(bytes, 'a.zip');
      expect(detect(content, 'a.zip')?.severity).toBe('error');
    }
  });

  it('holds what the directory repeats of its members against them', () => {
    const directory = real.indexOf('PK\x01\x02', 'latin1');
    for (const [at, word] of [
      [10, 'method'],
      [46, 'name'],
    ] as const)
      expect(standingOf(zip, flipped(real, directory + at))).toMatchObject({
        is: 'broken',
        severity: 'warning',
        detail: expect.stringContaining(`its ${word} differs from that in the central directory`),
      });
    for (const at of [16, 20, 24]) {
      const standing = standingOf(zip, flipped(real, directory + at));
      expect(standing).toMatchObject({ is: 'broken', detail: expect.stringContaining('central directory') });
      expect(standing).not.toHaveProperty('severity');
    }
  });

  it('takes a block before the directory that the directory does not name, as an apk has', () => {
    const at = real.indexOf('PK\x01\x02', 0, 'latin1');
    const block = Buffer.from('APK Sig Block 42 PK\x01\x02, and PK', 'latin1');
    const end = Buffer.from(real.subarray(-22));
    end.writeUInt32LE(end.readUInt32LE(16) + block.length, 16);
    const signed = Buffer.concat([real.subarray(0, at), block, real.subarray(at, -22), end]);
    expect(['proven', 'sound']).toContain(standingOf(zip, signed).is);
    expect(standingOf(zip, patched(signed, 50, seededBytes(1, 500))).is).toBe('broken');
  });

  it('is cut wherever it ends too early', () => {
    expect(cuts(zip, real, 60, 5)).toEqual(['cut']);
    expect(cuts(zip, zipped('zip -qr - a.txt d | cat > r.zip'), 60, 5)).toEqual(['cut']);
  });

  it('is broken by a turned bit in data, by a hole, and where the directory does not fit', () => {
    const noise = real.indexOf('noise.bin');
    for (const at of [100, 5000, noise + 500, noise + 39_000])
      expect(standingOf(zip, flipped(real, at)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      for (const at of [4096, noise - 200, real.length - 4096 - 500])
        expect(standingOf(zip, patched(real, at, hole)).is).toBe('broken');
    const directory = real.indexOf('PK\x01\x02', 0, 'latin1');
    const broken = (bytes: Buffer): unknown => expect(standingOf(zip, bytes)).toMatchObject({ is: 'broken' });
    broken(flipped(real, directory + 17));
    broken(flipped(real, directory + 43));
    broken(flipped(real, real.length - 12));
    broken(flipped(real, real.length - 9));
    broken(Buffer.concat([real.subarray(0, directory), Buffer.alloc(10), real.subarray(directory)]));
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(zip, real);
    endures(zip, zipped('zip -qr -fd - a.txt d | cat > r.zip'));
    refusesOthers(zip);
  });
});
