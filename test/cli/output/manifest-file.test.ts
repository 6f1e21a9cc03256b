import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openManifestFile } from '../../../src/cli/output/manifest-file.ts';
import { Fault } from '../../../src/model/fault.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const ID = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
const TEMPORARY = '.restorable.sha256.1b4e28ba.tmp';

/** A file system with room for its own directory alone. */
const full = mkdtempSync(join(scratch, 'full-'));
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'nr_inodes=1', 'tmpfs', full]).status === 0;
afterAll(() => void (isMounted && spawnSync('umount', [full])));

function makeFile(name = 'restorable.sha256'): { readonly directory: string; readonly file: string } {
  const directory = mkdtempSync(join(scratch, 'tree-'));
  return { directory, file: join(directory, name) };
}

describe('the file of a manifest', () => {
  it('is not there before it is whole, and has the bytes of its names', async () => {
    const { directory, file } = makeFile();
    const sink = openManifestFile(file, ID, false);
    expect(sink.files).toEqual([
      file,
      join(directory, TEMPORARY),
      `${file}.sig`,
      join(directory, '.restorable.sha256.sig.1b4e28ba.tmp'),
    ]);
    sink.write('caf\xe9\n');
    expect(readdirSync(directory)).toEqual([TEMPORARY]);
    await sink.commit();
    expect(readdirSync(directory)).toEqual(['restorable.sha256']);
    expect(readFileSync(file)).toEqual(Buffer.from('caf\xe9\n', 'latin1'));
  });

  it('is compressed where its name says so', async () => {
    const { file } = makeFile('restorable.sha256.gz');
    const sink = openManifestFile(file, ID, false);
    sink.write('one\n'.repeat(1000));
    await sink.commit();
    expect(gunzipSync(readFileSync(file)).toString()).toBe('one\n'.repeat(1000));
    expect(statSync(file).size).toBeLessThan(1000);
  });

  it('replaces another only where that is wanted, and when it is whole', async () => {
    const { directory, file } = makeFile();
    writeFileSync(file, 'before');
    expect(() => openManifestFile(file, ID, false)).toThrow(
      expect.objectContaining({ exit: 2, message: `${file}: a manifest already exists` }),
    );
    const seen: string[] = [];
    const sink = openManifestFile(file, ID, true, {
      beforeRename: () => void seen.push(readFileSync(file, 'utf8')),
    });
    sink.write('after');
    await sink.commit();
    expect([seen, readFileSync(file, 'utf8')]).toEqual([['before'], 'after']);
    expect(readdirSync(directory)).toEqual(['restorable.sha256']);
  });

  it('is signed when all of it is on the disk, and nothing comes of it where that fails', async () => {
    const { directory, file } = makeFile();
    writeFileSync(file, 'before');
    writeFileSync(`${file}.sig`, 'of before');
    const failing = openManifestFile(file, ID, true, {
      async sign(complete) {
        throw new Fault(3, readFileSync(complete, 'utf8'), 'try again');
      },
    });
    failing.write('after');
    await expect(failing.commit()).rejects.toMatchObject({ exit: 3, message: 'after' });
    await failing.discard();
    expect(readdirSync(directory)).toEqual(['restorable.sha256', 'restorable.sha256.sig']);
    expect(readFileSync(`${file}.sig`, 'utf8')).toBe('of before');
    const signed = openManifestFile(file, ID, true, { sign: async () => 'of after' });
    signed.write('after');
    await signed.commit();
    expect(readdirSync(directory)).toEqual(['restorable.sha256', 'restorable.sha256.sig']);
    expect([readFileSync(file, 'utf8'), readFileSync(`${file}.sig`, 'utf8')]).toEqual(['after', 'of after']);
  });

  it('leaves the one before where it is discarded, or what comes before the change of names fails', async () => {
    const { directory, file } = makeFile();
    writeFileSync(file, 'before');
    const dropped = openManifestFile(file, ID, true);
    dropped.write('after');
    await dropped.discard();
    const failing = openManifestFile(file, ID, true, {
      beforeRename() {
        throw new Fault(2, 'kept already', 'move it away');
      },
    });
    failing.write('after');
    await expect(failing.commit()).rejects.toMatchObject({ exit: 2, message: 'kept already' });
    await failing.discard();
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(directory)).toEqual(['restorable.sha256']);
  });

  it('is a mistake of the user in a directory that is not there', () => {
    const file = join(scratch, 'nowhere', 'restorable.sha256');
    expect(() => openManifestFile(file, ID, false)).toThrow(
      expect.objectContaining({ exit: 2, message: `${file}: cannot write the manifest (ENOENT)` }),
    );
    expect(existsSync(join(scratch, 'nowhere'))).toBe(false);
  });

  it('is said to be in place where only its signature could not follow', async () => {
    const { directory, file } = makeFile();
    const sink = openManifestFile(file, ID, false, {
      sign: async () => 'a signature',
      beforeRename: () => rmSync(join(directory, '.restorable.sha256.sig.1b4e28ba.tmp')),
    });
    sink.write('after');
    await expect(sink.commit()).rejects.toMatchObject({
      exit: 3,
      message: `${file}: the new manifest is in place without its signature (ENOENT)`,
    });
    expect(readFileSync(file, 'utf8')).toBe('after');
  });

  it.skipIf(!isMounted)('is no mistake of the user on a disk that is full', () => {
    const file = join(full, 'restorable.sha256');
    expect(() => openManifestFile(file, ID, false)).toThrow(
      expect.objectContaining({ exit: 3, message: `${file}: cannot write the manifest (ENOSPC)` }),
    );
  });
});
