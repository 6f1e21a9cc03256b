import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Meter } from '../../src/read/file.ts';
import { BIG_FILE } from '../../src/read/file.ts';
import { createInspector } from '../../src/read/inspect.ts';
import type { FileFacts, ReadAnswer, ReadJob, ReadTask } from '../../src/read/jobs.ts';
import { noise } from '../hash/stream.ts';
import { makeFolder } from '../help/folder.ts';
import { needs } from '../help/tools.ts';

const folder = makeFolder();
const SILENT: Meter = { isStopped: () => false, at: () => {}, read: () => {} };

function digest(content: string | Uint8Array, algorithm = 'sha256'): { algorithm: string; hex: string } {
  return { algorithm, hex: createHash(algorithm).update(content).digest('hex') };
}

/** A file, and a task that holds it against its content. */
function task(path: string, content: string | Uint8Array, more: Partial<ReadTask> = {}): ReadTask {
  folder.write(path, content);
  return { path, wanted: [digest(content)], size: content.length, ...more };
}

/** A file that is to be examined. */
function examined(path: string, content: string | Uint8Array): ReadTask {
  folder.write(path, content);
  return { path, wanted: [] };
}

async function run(
  tasks: readonly ReadTask[],
  more: Partial<ReadJob> = {},
  meter: Meter = SILENT,
): Promise<ReadAnswer> {
  const inspector = createInspector(folder.path);
  const job: ReadJob = { tasks, digests: [], answer: 'exceptions', ...more };
  await inspector.prepare(job);
  return inspector.run(job, meter);
}

/** What one task comes to, where that is an exception. */
async function factsOf(
  one: ReadTask,
  more: Partial<ReadJob> = {},
  meter: Meter = SILENT,
): Promise<FileFacts | undefined> {
  return (await run([one], more, meter)).exceptions[0]?.facts;
}

describe('a file that is held against a digest', () => {
  it.each([0, 1, 262_143, 262_144, 262_145, 600_000])('holds with %i bytes', async (size) => {
    const content = noise(size);
    const answer = await run([task('a', content), task('b', content, { size: undefined })]);
    expect(answer).toMatchObject({
      exceptions: [],
      files: 2,
      bytes: 2 * size,
      matchedFiles: 2,
      matchedBytes: 2 * size,
    });
    expect(answer.sizes).toEqual(Float64Array.of(size, size));
  });

  it('needs no sizes told where all are as promised', async () => {
    expect(await run([task('a', 'one'), task('b', 'two')])).not.toHaveProperty('sizes');
  });

  it.each([10, 262_144, 600_000])('does not hold where one byte of %i is another', async (size) => {
    const content = noise(size);
    const one = task('a', content);
    content[size >> 1] = (content[size >> 1] ?? 0) ^ 1;
    folder.write('a', content);
    const found = await factsOf(one);
    expect(found).toMatchObject({ kind: 'file', size, digests: [digest(content)] });
    expect(found).not.toHaveProperty('matchedAtSecondRead');
    expect(found?.profile).toMatch(/^p=1;/);
  });

  it('must hold against all digests', async () => {
    const both = [digest('one', 'sha1'), digest('one', 'md5')];
    expect(await factsOf(task('a', 'one', { wanted: both }))).toBeUndefined();
    for (const wanted of [
      [digest('one', 'sha1'), digest('two', 'md5')],
      [digest('two', 'sha1'), digest('one', 'md5')],
    ]) {
      expect((await factsOf(task('a', 'one', { wanted })))?.digests).toEqual(both);
    }
  });

  it('must have the promised size, whatever the digest', async () => {
    expect(await factsOf(task('a', 'one', { size: 4 }))).toMatchObject({ size: 3 });
    expect(await factsOf(task('a', noise(300_000), { size: 4 }))).toMatchObject({ size: 300_000 });
  });

  it('is told to begin as promised where it has grown', async () => {
    const one = task('a', noise(300_000));
    appendFileSync(`${folder.path}/a`, 'more');
    expect(await factsOf(one)).toMatchObject({ size: 300_004, beginsAsRecorded: true });
    writeFileSync(`${folder.path}/a`, Buffer.alloc(300_004));
    expect(await factsOf(one)).not.toHaveProperty('beginsAsRecorded');
  });

  it('gives also the digests that are asked for of new files, so that a swap is seen', async () => {
    const one = task('a', 'one');
    folder.write('a', 'two');
    expect((await factsOf(one, { digests: ['md5', 'sha256'] }))?.digests).toEqual([
      digest('two'),
      digest('two', 'md5'),
    ]);
  });

  it('is told its zeros', async () => {
    const content = noise(20_000);
    const one = task('a', content);
    content.fill(0, 4096, 8192);
    folder.write('a', content);
    expect(await factsOf(one)).toMatchObject({
      zeroRuns: [{ start: 4096, end: 8192 }],
      longestZeroRun: 4096,
    });
  });

  it('that holds only when it is read again is told so', async () => {
    const one = task('a', 'right');
    folder.write('a', 'wrong');
    const restoring: Meter = { ...SILENT, read: () => writeFileSync(`${folder.path}/a`, 'right') };
    expect(await factsOf(one, {}, restoring)).toMatchObject({ matchedAtSecondRead: true, size: 5 });
  });

  it('is examined too where that is asked, though it holds', async () => {
    const zeros = Buffer.alloc(5000);
    expect(await factsOf(task('a', zeros))).toBeUndefined();
    const found = await run([task('a', zeros, { examine: true })]);
    expect(found.exceptions).toMatchObject([
      { index: 0, facts: { matched: true, contentFinding: { code: 'zero-filled' } } },
    ]);
    const sound = await run([task('b', 'fine', { examine: true })]);
    expect(sound).toMatchObject({ exceptions: [], matchedFiles: 1, matchedBytes: 4 });
    const rotten = task('c', 'fine', { examine: true });
    folder.write('c', zeros);
    const facts = await factsOf(rotten);
    expect(facts).toMatchObject({ contentFinding: { code: 'zero-filled' } });
    expect(facts).not.toHaveProperty('matched');
  });
});

describe('a file that is examined', () => {
  it('has all facts', async () => {
    folder.write('a', 'content');
    chmodSync(`${folder.path}/a`, 0o2640);
    utimesSync(`${folder.path}/a`, 1, 1234.5);
    expect(await factsOf({ path: 'a', wanted: [] }, { digests: ['sha256', 'md5'], answer: 'all' })).toEqual({
      kind: 'file',
      size: 7,
      mtime: '1234.500000000',
      mode: 0o2640,
      inode: String(statSync(`${folder.path}/a`, { bigint: true }).ino),
      digests: [digest('content'), digest('content', 'md5')],
      profile: 'p=1;c=T;m=text;s=unknown;k=-;H=224;b=T1;z=-;h=636f6e74;t=74656e74',
      zeroRuns: [],
      summary: expect.objectContaining({ contentClass: 'sound', kind: 'T', isRecognised: true }),
      longestZeroRun: 0,
    });
  });

  it('is answered where something is to be said of it', async () => {
    const tasks = [
      examined('a', 'fine'),
      examined('b', Buffer.alloc(600)),
      examined('c.gz', ''),
      examined('d', 'fine'),
    ];
    const answer = await run(tasks);
    expect(answer.exceptions.map(({ index, facts }) => `${index} ${facts.contentFinding?.code}`)).toEqual([
      '1 zero-filled',
      '2 empty-file',
    ]);
    expect(answer.sizes).toEqual(Float64Array.of(4, 600, 0, 4));
    expect(answer).toMatchObject({ files: 4, bytes: 608, matchedFiles: 0, matchedBytes: 0 });
    expect((await run(tasks, { answer: 'all' })).exceptions).toHaveLength(4);
    expect((await run(tasks, { digests: ['md5'] })).exceptions).toHaveLength(4);
  });

  it('is unsettled where it moves while it is read, twice', async () => {
    const one = examined('a', noise(10));
    const growing: Meter = { ...SILENT, read: () => appendFileSync(`${folder.path}/a`, 'x') };
    expect(await factsOf(one, {}, growing)).toMatchObject({ unsettled: true });
    let isFirst = true;
    const once: Meter = {
      ...SILENT,
      read: () => {
        if (isFirst) appendFileSync(`${folder.path}/a`, 'x');
        isFirst = false;
      },
    };
    expect(await factsOf(one, { answer: 'all' }, once)).not.toHaveProperty('unsettled');
  });
});

describe('what is no file, or cannot be read', () => {
  it('is told with its kind', async () => {
    execFileSync('mkfifo', [`${folder.path}/fifo`]);
    folder.directory('directory');
    expect(await factsOf({ path: 'fifo', wanted: [] })).toMatchObject({ kind: 'fifo', size: 0 });
    expect(await factsOf({ path: 'fifo', wanted: [digest('x')] })).toMatchObject({ kind: 'fifo' });
    expect(await factsOf({ path: 'directory', wanted: [] })).toMatchObject({ kind: 'directory' });
    expect(await factsOf({ path: 'directory', wanted: [digest('x')] })).toMatchObject({ kind: 'directory' });
    // An empty file and a FIFO without a writer give the same bytes.
    expect(await factsOf({ path: 'fifo', wanted: [digest('')] })).toMatchObject({ kind: 'fifo' });
  });

  it.each([
    ['absent', 'ENOENT'],
    ['link', 'ELOOP'],
    ['file/below', 'ENOTDIR'],
  ])('%s is told with %s', async (path, code) => {
    folder.write('file', 'x');
    if (path === 'link') folder.link('link', 'file');
    for (const wanted of [[], [digest('x')]]) {
      const answer = await run([{ path, wanted }]);
      expect(answer.exceptions).toMatchObject([
        { index: 0, facts: { trouble: { code, doing: 'read the file' } } },
      ]);
      expect(answer).toMatchObject({ bytes: 0, matchedFiles: 0 });
    }
  });
});

describe('a job', () => {
  it('leaves big files for jobs of their own, unless it is one', async () => {
    const big = Buffer.alloc(BIG_FILE, 'abc');
    const tasks = [task('a', 'one'), examined('b', big), task('c', big, { size: undefined }), task('d', big)];
    const answer = await run(tasks);
    expect(answer.deferred).toEqual([1, 2]);
    expect(answer).toMatchObject({ files: 2, bytes: 3 + BIG_FILE, matchedFiles: 2 });
    expect((await run(tasks.slice(1, 2))).deferred).toEqual([]);
  });

  it('tells the sizes of those it read, where it leaves others', async () => {
    const grown = task('b', 'two', { examine: true });
    folder.write('b', Buffer.alloc(BIG_FILE, 'abc'));
    const answer = await run([task('a', 'one'), grown]);
    expect(answer.deferred).toEqual([1]);
    expect(answer.sizes).toEqual(Float64Array.of(3, 0));
  });

  it('says where it is, and what it has read', async () => {
    const at: number[] = [];
    let bytes = 0;
    const meter: Meter = { isStopped: () => false, at: (index) => at.push(index), read: (n) => (bytes += n) };
    await run([task('a', 'one'), task('b', noise(600_000))], {}, meter);
    expect([at, bytes]).toEqual([[0, 1], 600_003]);
  });

  it('stops between two files, and in the middle of a long one', async () => {
    let bytes = 0;
    const meter: Meter = { isStopped: () => bytes > 300_000, at: () => {}, read: (n) => (bytes += n) };
    const answer = await run([task('a', 'one'), task('b', noise(600_000)), task('c', 'three')], {}, meter);
    expect(answer).toMatchObject({ undone: [1, 2], files: 1, matchedFiles: 1, exceptions: [] });
  });

  it('throws where it was not prepared, or asks for what nobody knows', async () => {
    const job: ReadJob = { tasks: [task('a', 'one')], digests: [], answer: 'all' };
    await expect(createInspector(folder.path).run(job, SILENT)).rejects.toThrow('prepare');
    await expect(createInspector(folder.path).prepare({ ...job, digests: ['sha9'] })).rejects.toThrow('sha9');
  });

  it('is one of many that an inspector does', async () => {
    const inspector = createInspector(folder.path);
    const jobs: ReadJob[] = [noise(70_000), noise(100), Buffer.alloc(600), noise(70_000)].map(
      (content, i) => ({
        tasks: [examined(`f${i}`, content)],
        digests: ['sha256'],
        answer: 'all',
      }),
    );
    const profiles: (string | undefined)[] = [];
    for (const job of jobs) {
      await inspector.prepare(job);
      profiles.push((await inspector.run(job, SILENT)).exceptions[0]?.facts.profile);
    }
    expect(profiles[0]).toBe(profiles[3]);
    expect(profiles[2]).toContain('c=Z');
  });
});

describe('a digest of the stream before compression', () => {
  const dump = Buffer.from(
    Array.from({ length: 4000 }, (_, i) => `INSERT INTO t VALUES (${i}, 'row ${i * 7919}');\n`).join(''),
  );
  const bytes = gzipSync(dump);
  const packed: (readonly [string, Buffer])[] = [['a.sql.gz', bytes]];
  for (const [tool, extension] of [
    ['zstd', 'zst'],
    ['lz4', 'lz4'],
    ['bzip2', 'bz2'],
    ['xz', 'xz'],
    ['lzip', 'lz'],
    ['lzma', 'lzma'],
  ] as const)
    if (needs(tool)) packed.push([`a.sql.${extension}`, execFileSync(tool, ['-q', '-c'], { input: dump })]);

  it.each(packed)('holds for %s', async (path, file) => {
    folder.write(path, file);
    const answer = await run([{ path, wanted: [digest(dump), digest(dump, 'md5')] }]);
    expect(answer).toMatchObject({ exceptions: [], matchedFiles: 1, matchedBytes: file.length });
  });

  it.each(packed)('does not hold for %s where a byte of it differs', async (path, file) => {
    const other = Buffer.from(file);
    const at = other.length >> 1;
    other.writeUInt8(other.readUInt8(at) ^ 0x10, at);
    folder.write(path, other);
    const found = await factsOf({ path, wanted: [digest(dump)] });
    expect(found).toBeDefined();
    expect(found?.matched).toBeUndefined();
  });

  it.each([
    ['a file that was empty and is not', 'empty.gz', Buffer.from('x')],
    ['a file of another kind that was empty', 'empty', Buffer.from('x')],
    ['a packed file with nothing in it', 'nothing.gz', gzipSync('')],
  ])('is not that of nothing: %s', async (_, path, file) => {
    folder.write(path, file);
    const found = await factsOf({ path, wanted: [digest('')] });
    expect(found).toBeDefined();
    expect(found?.matched).toBeUndefined();
  });

  it('does not hold where the size of the file is recorded, or its name is not one of a packed file', async () => {
    folder.write('c.gz', bytes);
    folder.write('c.sql', bytes);
    for (const known of [
      { path: 'c.gz', wanted: [digest(dump)], size: bytes.length },
      { path: 'c.sql', wanted: [digest(dump)] },
    ]) {
      const found = await factsOf(known);
      expect(found).toBeDefined();
      expect(found?.matched).toBeUndefined();
    }
  });

  it('does not hold where only one of two digests is of it', async () => {
    folder.write('b.gz', bytes);
    const found = await factsOf({ path: 'b.gz', wanted: [digest(dump), digest('x', 'md5')] });
    expect(found).toBeDefined();
    expect(found?.matched).toBeUndefined();
  });
});
