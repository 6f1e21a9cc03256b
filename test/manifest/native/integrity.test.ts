import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkIntegrity } from '../../../src/manifest/native/integrity.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { makeFolder } from '../../help/folder.ts';
import { written } from './native.ts';

const folder = makeFolder();
const CODES = { accepted: ['zero-filled', 'empty-file'] } as const;

function file(path: string, more: Partial<ManifestEntry> = {}): ManifestEntry {
  const digests = [
    { algorithm: 'xxh64', hex: '00112233445566ff' },
    { algorithm: 'sha256', hex: '0123456789abcdef'.repeat(4) },
  ];
  return { path, kind: 'file', size: 2, mtime: '1.000000000', mode: 0o644, digests, ...more };
}

const numbered = (count: number, more: (i: number) => Partial<ManifestEntry>): ManifestEntry[] =>
  Array.from({ length: count }, (_, i) => file(`f${String(i).padStart(6, '0')}`, more(i)));

describe('the files with accepted content', () => {
  const count = async (entries: readonly ManifestEntry[], sealing = {}): Promise<number> =>
    (await checkIntegrity(folder.write('m.sha256', written(entries, sealing)))).accepted;

  it('are counted, each once', async () => {
    expect(await count([file('a', CODES), file('b'), file('c', CODES)])).toBe(2);
    expect(await count([file('a'), file('b')])).toBe(0);
    expect(await count(numbered(5000, (i) => (i % 5 === 0 ? CODES : {})))).toBe(1000);
  });

  it('are not codes that were accepted against the lists in the tree', async () => {
    expect(await count([file('a')], { accepted: ['changed', 'unvouched'] })).toBe(0);
    expect(
      await count(
        numbered(5000, () => ({})),
        { accepted: ['changed'] },
      ),
    ).toBe(0);
    expect(await count([file('a', CODES)], { accepted: ['changed'] })).toBe(1);
  });

  it('are not names that look like it', async () => {
    expect(await count([file('a\taccepted=zero-filled'), file('b')])).toBe(0);
    const long = file(`${'d/'.repeat(60)}a\taccepted=zero-filled`);
    expect(await count([...numbered(300, () => ({})), long, ...numbered(100, () => ({}))])).toBe(0);
  });
});

describe('a packed manifest', () => {
  const text = Buffer.from(written(numbered(20_000, () => ({}))), 'latin1');
  const packed = gzipSync(text);

  it('holds whole', async () => {
    const { damage, bytes } = await checkIntegrity(folder.write('m.sha256.gz', packed));
    expect(damage).toBeUndefined();
    expect(bytes).toBeLessThan(text.length);
  });

  it('is truncated where it is cut, and damaged where it cannot be unpacked, as far as it can be trusted', async () => {
    const cut = await checkIntegrity(folder.write('m.sha256.gz', packed.subarray(0, packed.length - 4000)));
    expect(cut.damage).toMatchObject({ code: 'manifest-truncated', goodFiles: 16_384 });
    expect(cut.damage?.detail).toMatch(
      /^it ends early; a checkpoint proves the first 16,384 files, up to line/,
    );
    const torn = Buffer.from(packed);
    torn.fill(0xff, packed.length - 4000, packed.length - 3000);
    const { damage } = await checkIntegrity(folder.write('m.sha256.gz', torn));
    expect(damage?.code).toBe('manifest-damaged');
    expect(damage?.detail).toMatch(/^its bytes cannot be unpacked \(Z_\w+\); a checkpoint proves/);
  });

  it('has no trailer where its last line is one that does not end', async () => {
    const { trailer, damage } = await checkIntegrity(folder.write('m.sha256', text.subarray(0, -1)));
    expect(trailer).toBeUndefined();
    expect(damage?.code).toBe('manifest-truncated');
  });
});
