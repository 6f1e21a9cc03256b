import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { keptName, linkAfter, predecessorsOf } from '../../../src/manifest/native/chain.ts';
import { formatHeader } from '../../../src/manifest/native/grammar.ts';
import { keptLines } from '../../../src/manifest/native/lines.ts';
import { nativeWriter } from '../../../src/manifest/native/write.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { gather } from '../../help/arbitrary.ts';
import { makeFolder } from '../../help/folder.ts';

const folder = makeFolder();
const header = (seq: string): string => formatHeader([['seq', seq]], 'sha256');

describe('the chain of manifests', () => {
  it('begins where there is none', async () => {
    expect(await linkAfter(`${folder.path}/nothing`)).toEqual({ seq: 1 });
  });

  it.each([
    ['7', 8],
    ['x', 1],
    ['-3', 1],
    ['99999999999', 1],
  ])('goes on after seq=%s with %i, and the digest of the file as it lies there', async (seq, wanted) => {
    const bytes = gzipSync(header(seq));
    const file = folder.write(`after-${seq}.gz`, bytes);
    const prev = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    expect(await linkAfter(file)).toEqual({ seq: wanted, prev });
  });

  it('knows the earlier ones by the digests in it, and no file that only has such a name', async () => {
    const generation = async (name: string, seq: number): Promise<string> => {
      const { prev } = await linkAfter(`${folder.path}/m/restorable.sha256.${seq - 1}`);
      const fields: [string, string][] = [
        ['seq', String(seq)],
        ...(prev ? [['prev', prev] as [string, string]] : []),
      ];
      return folder.write(`m/${name}`, formatHeader(fields, 'sha256'));
    };
    for (const seq of [1, 2, 3]) await generation(`restorable.sha256.${seq}`, seq);
    const file = await generation('restorable.sha256', 4);
    for (const n of ['4', '5', '02', 'x']) folder.write(`m/restorable.sha256.${n}`, '');
    expect(await predecessorsOf(file)).toEqual([3, 2, 1].map((seq) => keptName(file, seq)));
    folder.write('m/restorable.sha256.2', 'garbage');
    expect(await predecessorsOf(file)).toEqual([keptName(file, 3)]);
  });

  it('keeps the packed ones packed', () => {
    expect(keptName('a/restorable.sha256.gz', 2)).toBe('a/restorable.sha256.2.gz');
  });
});

it('copies promises line by line', async () => {
  const promises: ManifestEntry[] = [
    {
      path: 'a\nb',
      kind: 'file',
      digests: [{ algorithm: 'sha256', hex: 'a'.repeat(64) }],
      size: 3,
      mtime: '1.000000000',
      mode: 0o644,
    },
    { path: 'd', kind: 'directory', digests: [], mtime: '1.000000000', mode: 0o755 },
    { path: 'e', kind: 'link', digests: [], target: 'x', mtime: '1.000000000' },
    { path: 'f', kind: 'fifo', digests: [] },
    { path: 'g', kind: 'file', digests: [], unreadable: 'EIO' },
  ];
  const sealing = {
    algorithm: 'sha256',
    created: '',
    tool: '',
    host: '',
    id: '',
    seq: 1,
    origin: 'copy',
    root: '',
    exclude: [],
  } as const;
  const first = nativeWriter(sealing);
  const text = [first.begin(), ...promises.map((each) => first.add(each)), first.end()].join('');
  const file = folder.write('copied', text);
  const second = nativeWriter(sealing);
  const { prev } = await linkAfter(file);
  await expect(gather(keptLines(file, 'sha256', `sha256:${'0'.repeat(64)}`))).rejects.toThrow('it changed');
  const lines = (await gather(keptLines(file, 'sha256', prev))).flat();
  expect(lines.map(({ key }) => key)).toEqual(['a\nb', 'd/', 'e', 'f', 'g']);
  expect([second.begin(), ...lines.map((line) => second.addLine(line)), second.end()].join('')).toBe(text);
});
