/** What a run leaves beside its manifest, takes away, and adds to the summary of a step. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeLock } from '../../../src/cli/journal/lock.ts';
import { archiveManifest } from '../../../src/cli/output/archive-manifest.ts';
import { exportedFiles } from '../../../src/cli/output/export-files.ts';
import { clearLeftovers } from '../../../src/cli/output/leftovers.ts';
import { openStepSummary } from '../../../src/cli/output/step-summary.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
let directory = '';
let state = '';
beforeEach(() => {
  directory = mkdtempSync(join(scratch, 'tree-'));
  state = mkdtempSync(join(scratch, 'state-'));
  vi.stubEnv('XDG_STATE_HOME', state);
});
afterEach(() => void vi.unstubAllEnvs());

describe('the manifest before', () => {
  it.each([
    ['restorable.sha256', 'restorable.sha256.3'],
    ['restorable.sha256.gz', 'restorable.sha256.3.gz'],
  ])('%s is kept as %s, the same file', (name, kept) => {
    writeFileSync(join(directory, name), 'one');
    archiveManifest(join(directory, name), 3);
    expect(readdirSync(directory).toSorted()).toEqual([name, kept].toSorted());
    expect(statSync(join(directory, kept)).ino).toBe(statSync(join(directory, name)).ino);
  });

  it('is kept once, and takes the place of no other file', () => {
    const file = join(directory, 'restorable.sha256');
    writeFileSync(file, 'one');
    writeFileSync(`${file}.1`, 'one');
    archiveManifest(file, 1);
    writeFileSync(`${file}.1`, 'another');
    expect(() => archiveManifest(file, 1)).toThrow(
      expect.objectContaining({ exit: 2, message: `${file}.1: another file already exists` }),
    );
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('another');
  });
});

describe('what killed runs left', () => {
  const OURS = '.restorable.sha256.1f2e3d4c.tmp';
  const OTHERS = ['.restorable.sha256.tmp', 'restorable.sha256', 'data.1f2e3d4c.tmp'];

  it('is removed at the top of a root, and nothing else is', () => {
    for (const name of [OURS, '.restorable.a.xml.00000000.tmp', ...OTHERS])
      writeFileSync(join(directory, name), '');
    mkdirSync(join(directory, '.restorable.directory.1f2e3d4c.tmp'));
    clearLeftovers(directory, join(directory, 'restorable.sha256'));
    expect(readdirSync(directory).toSorted()).toEqual(
      ['.restorable.directory.1f2e3d4c.tmp', ...OTHERS].toSorted(),
    );
  });

  it('is removed of its own manifest alone where that lies elsewhere', () => {
    const elsewhere = mkdtempSync(join(scratch, 'manifests-'));
    const names = ['.restorable.one.sha256.1f2e3d4c.tmp', '.restorable.two.sha256.1f2e3d4c.tmp'];
    for (const name of names) writeFileSync(join(elsewhere, name), '');
    clearLeftovers(directory, join(elsewhere, 'one.sha256'));
    expect(readdirSync(elsewhere)).toEqual(names.slice(1));
  });

  it('stays while another process works on the root', async () => {
    writeFileSync(join(directory, OURS), '');
    const release = await takeLock(directory, 0, new AbortController().signal, { warn() {} });
    const locks = join(state, 'restorable', 'lock');
    const [name = ''] = readdirSync(locks);
    writeFileSync(join(locks, name), `${process.ppid} - x ${directory}\n`);
    clearLeftovers(directory, join(directory, 'restorable.sha256'));
    expect(readdirSync(directory)).toEqual([OURS]);
    writeFileSync(join(locks, name), `${2 ** 22 + 1} - x ${directory}\n`);
    clearLeftovers(directory, join(directory, 'restorable.sha256'));
    expect(readdirSync(directory)).toEqual([]);
    release();
  });

  it('is no error where there is no directory', () => {
    const gone = join(directory, 'gone');
    expect(() => clearLeftovers(gone, join(gone, 'restorable.sha256'))).not.toThrow();
  });
});

describe('exported lists', () => {
  it('lie in the tree, but for a list that has a file of its own', () => {
    const inTree = exportedFiles([{ format: 'bagit-manifests' }]);
    expect(inTree.length).toBeGreaterThan(1);
    expect(exportedFiles([{ format: 'bagit-manifests', file: '/tmp/list' }])).toEqual(inTree.slice(1));
    expect(exportedFiles([])).toEqual([]);
  });
});

describe('the summary of a step', () => {
  it('is added to, and not there outside of GitHub Actions', () => {
    const file = join(directory, 'summary.md');
    writeFileSync(file, '# one\n');
    vi.stubEnv('GITHUB_STEP_SUMMARY', file);
    const summary = openStepSummary();
    summary?.write('two\n');
    summary?.write('three\n');
    expect(readFileSync(file, 'utf8')).toBe('# one\ntwo\nthree\n');
    vi.stubEnv('GITHUB_STEP_SUMMARY', '');
    expect(openStepSummary()).toBeUndefined();
  });
});
