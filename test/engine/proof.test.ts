/** Files that hold only where the look at their content proves it, and files of which a size alone is promised. */
import { describe, expect, it } from 'vitest';
import { openBelow } from '../../src/disk/below.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import type { FileEntry } from '../../src/model/entry.ts';
import type { ManifestEntry } from '../../src/model/manifest.ts';
import { createInspector } from '../../src/read/inspect.ts';
import { type FileFacts, NO_FACTS, type ReadTask } from '../../src/read/jobs.ts';
import { packJob, unpackJob } from '../../src/read/message.ts';
import { createStoreLookup } from '../../src/read/store-lookup.ts';
import { makeFolder } from '../help/folder.ts';
import { detailOf } from '../help/in-words.ts';
import { pgManifest } from '../voucher/pg.ts';

const folder = makeFolder();
const METER = { isStopped: () => false, at: () => {}, read: () => {} };

/** One member and the end, as a tar has them. */
function tarOf(name: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc(512 - (bytes.length % 512)), Buffer.alloc(1024)]);
}

const LABEL = Buffer.from('START WAL LOCATION\n');
const SOUND = tarOf('backup_label', LABEL);
folder.write('backup/backup_manifest', pgManifest({ backup_label: LABEL }, { algorithm: 'CRC32C' }));
folder.write('backup/base.tar', SOUND);
folder.write('bad/backup_manifest', pgManifest({ backup_label: LABEL }, { algorithm: 'CRC32C' }));
folder.write('bad/base.tar', Buffer.from(SOUND.toString('latin1').replace('START', 'STARS'), 'latin1'));
folder.write('plain/base.tar', SOUND);
folder.write('bare', 'ten bytes.');

async function read(task: ReadTask): Promise<{ facts: FileFacts | undefined; matchedFiles: number }> {
  const inspector = createInspector(folder.path);
  const job = { tasks: [task], digests: [], answer: 'exceptions' } as const;
  await inspector.prepare(job);
  const { exceptions, matchedFiles } = await inspector.run(job, METER);
  return { facts: exceptions[0]?.facts, matchedFiles };
}

const proving = (path: string): ReadTask => ({ path, wanted: [], examine: true, proof: true });

describe('a file that has to be proven by a manifest beside it', () => {
  it('is held quietly where it is', async () => {
    expect(await read(proving('backup/base.tar'))).toEqual({ facts: undefined, matchedFiles: 1 });
  });

  it('is told where it is not, read twice, also where nothing looks into it', async () => {
    const bad = await read(proving('bad/base.tar'));
    expect(bad.matchedFiles).toBe(0);
    expect(bad.facts?.matched).toBeUndefined();
    expect(bad.facts?.contentFinding).toMatchObject({ code: 'broken-structure', severity: 'error' });
    expect(detailOf(bad.facts?.contentFinding)).toContain('backup_label');
    const alone = await read(proving('plain/base.tar'));
    expect(alone).toMatchObject({ matchedFiles: 0, facts: { size: SOUND.length } });
    expect(alone.facts).not.toHaveProperty('proven');
  });

  it('crosses to a thread as it is', () => {
    const tasks = [proving('a'), { path: 'b', wanted: [], size: 7, examine: true, expected: true }];
    const job = { tasks, digests: [], answer: 'exceptions', depth: 'normal' } as const;
    const [first, second] = unpackJob(packJob(job)).tasks;
    expect(first).toMatchObject({ path: 'a', proof: true, examine: true });
    expect(first).not.toHaveProperty('expected');
    expect(second).toMatchObject({ expected: true, size: 7 });
    expect(second).not.toHaveProperty('proof');
  });
});

describe('a file of which a size alone is promised', () => {
  it('is told where it has another one, though no digest is asked for', async () => {
    expect(await read({ path: 'bare', wanted: [], examine: true, size: 10 })).toEqual({
      facts: undefined,
      matchedFiles: 0,
    });
    const other = await read({ path: 'bare', wanted: [], examine: true, size: 11 });
    expect(other.facts).toMatchObject({ size: 10 });
    expect(other.facts).not.toHaveProperty('matched');
  });
});

describe('the judge', () => {
  const entry: FileEntry = { path: 'base.tar', kind: 'file' };
  const promised: ManifestEntry = { path: 'base.tar', kind: 'file', digests: [], proof: true };
  const facts: FileFacts = { ...NO_FACTS, size: 10 };
  const codes = (of: ManifestEntry, found: FileFacts | undefined): string[] =>
    judge({ entry, expected: of, facts: found, scope: 'closed' }).map(({ code }) => code);

  it('says that what is not proven is not vouched for, or what is wrong with it', () => {
    expect(codes(promised, { ...facts, matched: true })).toEqual([]);
    expect(codes(promised, facts)).toEqual(['unvouched']);
    const wrong = { code: 'broken-structure', severity: 'error' } as const;
    expect(codes(promised, { ...facts, contentFinding: wrong })).toEqual(['broken-structure']);
    const note = { code: 'empty-file', severity: 'note' } as const;
    expect(codes(promised, { ...facts, contentFinding: note })).toEqual(['unvouched', 'empty-file']);
  });

  it('asks for the digest and the proof where both are promised', () => {
    const digest = { algorithm: 'sha1', hex: 'ab' };
    const both = { ...promised, digests: [digest] };
    expect(codes(both, { ...facts, digests: [{ ...digest, hex: 'cd' }] })).toEqual(['changed']);
    expect(codes(both, { ...facts, digests: [digest] })).toEqual(['unvouched']);
  });

  it('says how a size differs, and of a file without one that it was only found there', () => {
    const bare: ManifestEntry = { path: 'base.tar', kind: 'file', digests: [] };
    expect(codes({ ...bare, size: 11 }, facts)).toEqual(['truncated']);
    expect(codes({ ...bare, size: 9 }, facts)).toEqual(['grown']);
    expect(codes(bare, facts)).toEqual(['unvouched']);
  });
});

describe('what lies beside a file of a store', () => {
  it('is read below the top alone, and never through a link', () => {
    folder.link('linked/backup_manifest', `${folder.path}/backup/backup_manifest`);
    folder.write('linked/base.tar', SOUND);
    const places = createStoreLookup(openBelow(folder.path)).handlingOf;
    const end = (path: string): unknown => {
      const handling = places(path, SOUND.length)?.handling;
      if (handling?.is !== 'check') throw new Error('it is not checked');
      const probe = handling.begin();
      probe.update(SOUND);
      return probe.end();
    };
    expect(end('backup/base.tar')).toEqual({ is: 'proven' });
    expect(places('linked/base.tar', SOUND.length)).toBeUndefined();
  });
});
