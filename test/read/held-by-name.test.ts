/** Files of stores that an earlier run saw held by their names: read for that alone, and examined where it does not hold. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { summaryAt } from '../../src/read/content-summaries.ts';
import { createInspector } from '../../src/read/inspect.ts';
import type { ReadAnswer, ReadJob } from '../../src/read/jobs.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();
const text = Buffer.from(
  Array.from({ length: 40 }, (_, i) => `line ${i} of an ordinary text, ${i * i}\n`).join(''),
);
const hex = createHash('sha256').update(text).digest('hex');
const blob = `oci/blobs/sha256/${hex}`;
folder.write('oci/oci-layout', '{"imageLayoutVersion":"1.0.0"}');
folder.write('oci/index.json', '{"manifests":[]}');
folder.write(blob, text);
folder.write(`oci/blobs/sha256/${'0'.repeat(64)}`, text);
folder.write(`elsewhere/${hex}`, text);

async function run(path: string, more: Partial<ReadJob> = {}): Promise<ReadAnswer> {
  const inspector = createInspector(folder.path);
  const job: ReadJob = {
    tasks: [{ path, wanted: [], named: true }],
    digests: [],
    answer: 'exceptions',
    ...more,
  };
  await inspector.prepare(job);
  return inspector.run(job, { isStopped: () => false, at: () => {}, read: () => {} });
}

describe('a file of which an earlier run saw that it holds by its name', () => {
  it('is read and not examined where it holds still', async () => {
    const answer = await run(blob);
    expect(answer).toMatchObject({ files: 1, bytes: text.length, exceptions: [], matchedFiles: 0 });
    expect(answer.summaries).toBeUndefined();
  });

  it('is examined where digests of all files are asked for, or all of it', async () => {
    for (const more of [{ digests: ['md5'] }, { answer: 'all' } as const]) {
      const { exceptions } = await run(blob, more);
      expect(exceptions[0]?.facts.summary).toMatchObject({ contentClass: 'proven', isNamed: true });
    }
  });

  it('is examined where its content has another digest', async () => {
    const { exceptions } = await run(`oci/blobs/sha256/${'0'.repeat(64)}`);
    expect(exceptions[0]?.facts.contentFinding).toMatchObject({ code: 'broken-structure' });
  });

  it('is examined in no store, where its name promises nothing', async () => {
    const summary = summaryAt((await run(`elsewhere/${hex}`)).summaries, 0);
    expect(summary?.isNamed).toBeUndefined();
    expect(summary?.contentClass).toBe('proven');
  });

  it('that is gone is told of as any other is', async () => {
    const { exceptions } = await run(`oci/blobs/sha256/${'1'.repeat(64)}`);
    expect(exceptions[0]?.facts.trouble?.code).toBe('ENOENT');
  });
});
