import { describe, expect, it } from 'vitest';
import { sealedGeneration } from '../../../src/engine/generations/sealed-generation.ts';
import type { Manifest, ManifestEntry } from '../../../src/model/manifest.ts';
import type { FileFacts, ReadTask } from '../../../src/read/jobs.ts';
import { gather } from '../../help/arbitrary.ts';
import { digestOf, promise, promiseOf } from '../cases.ts';

function manifestOf(entries: readonly ManifestEntry[]): Manifest {
  return {
    format: 'native',
    file: '/srv/list.sha256',
    base: '',
    inventory: 'closed',
    algorithms: ['xxh64'],
    files: entries.length,
    exclude: [],
    notes: [],
    findings: [],
    async *entries() {
      yield entries;
    },
  };
}

const taskOf = (path: string, more: Partial<ReadTask> = {}): ReadTask => ({ path, wanted: [], ...more });

/** What stands for the read of one sealed file: its facts, undefined where it holds. */
async function factsOf(sealed: ManifestEntry, more: Partial<ReadTask> = {}): Promise<FileFacts | undefined> {
  const { entries, lanes } = sealedGeneration(manifestOf([sealed]), undefined);
  await gather(entries(() => {}));
  const tasks = [taskOf(sealed.path, more)];
  const answer = await lanes.inspect({ tasks, digests: ['xxh64'], answer: 'all', depth: 'normal' }, false);
  expect([...(answer.sizes ?? [])]).toEqual([sealed.size ?? 0]);
  return answer.exceptions[0]?.facts;
}

describe('a manifest in place of its tree', () => {
  it('has the entries of its tree, without what is left out', async () => {
    const manifest = manifestOf([
      promise('a', 'one'),
      promise('left-out', 'two'),
      promiseOf('link', 'link', { target: 'a' }),
      promiseOf('empty', 'directory'),
      promiseOf('hole', 'directory', { unreadable: 'EACCES' }),
    ]);
    const { entries } = sealedGeneration(manifest, (path) => path === 'left-out');
    expect((await gather(entries(() => {}))).flat()).toEqual([
      { path: 'a', kind: 'file' },
      { path: 'link', kind: 'link', target: 'a' },
      { path: 'empty', kind: 'directory', empty: true },
      {
        path: 'hole',
        kind: 'directory',
        empty: false,
        trouble: { code: 'EACCES', doing: 'list it when it was sealed' },
      },
    ]);
  });

  it('says what was sealed of a file, and nothing of one that holds', async () => {
    const sealed = promise('a', 'one', { mode: 0o640 });
    expect(await factsOf(sealed)).toMatchObject({ size: 3, mode: 0o640, digests: [digestOf('one')] });
    expect(await factsOf(sealed, { wanted: [digestOf('one')], size: 3 })).toBeUndefined();
    const other = await factsOf(sealed, { wanted: [digestOf('two')], size: 3 });
    expect(other).toMatchObject({ digests: [digestOf('one')] });
    expect(other?.trouble).toBeUndefined();
  });

  it('cannot say whether a file of the same size holds without a digest in common', async () => {
    const wanted = [digestOf('one', 'sha256')];
    const sealed = promise('a', 'one');
    expect((await factsOf(sealed, { wanted, size: 3 }))?.trouble?.code).toBe('NO_COMMON_DIGEST');
    expect((await factsOf(sealed, { wanted, size: 4 }))?.trouble).toBeUndefined();
  });

  it('cannot say anything of a file that could not be read when it was sealed', async () => {
    const sealed = promiseOf('a', 'file', { unreadable: 'EIO' });
    expect((await factsOf(sealed))?.trouble?.code).toBe('EIO');
  });

  it('has a profile only where that says what was recognised, and the finding that was accepted', async () => {
    const profiles = ['p=1;c=T;s=sound;k=-', 'p=1;c=T;k=-'];
    const facts = await Promise.all(profiles.map((profile) => factsOf(promise('a', 'one', { profile }))));
    expect(facts.map((each) => each?.profile)).toEqual([profiles[0], undefined]);
    const accepted = await factsOf(promise('a', 'one', { accepted: ['zero-filled'] }));
    expect(accepted?.contentFinding).toMatchObject({ code: 'zero-filled', severity: 'note' });
    expect(facts[0]?.contentFinding).toBeUndefined();
  });
});
