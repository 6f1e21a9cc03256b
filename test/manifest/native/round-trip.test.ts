import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { join, toText } from '../../../src/model/path.ts';
import { someBytes, somePath } from '../../help/arbitrary.ts';
import { makeFolder } from '../../help/folder.ts';
import { plain, readNative, SEALING, somePromises, written } from './native.ts';

const folder = makeFolder();

/** A promise as the reader gives it: with the one digest that is asked for. */
function asRead(promised: ManifestEntry, algorithm: string): Record<string, unknown> {
  return plain({ ...promised, digests: promised.digests.filter((digest) => digest.algorithm === algorithm) });
}

describe('a native manifest', () => {
  it.each([
    ['sha256', false, 'xxh64'],
    ['sha256', true, 'sha256'],
    ['xxh64', false, 'xxh64'],
    ['xxh64', true, 'xxh64'],
  ])(
    'sealed with %s and read with strong %s gives back what was promised',
    async (algorithm, strong, compared) => {
      await fc.assert(
        fc.asyncProperty(somePromises, async (promises) => {
          const file = folder.write('m.sha256', written(promises, { algorithm }));
          const { promises: found, findings, manifest } = await readNative(file, '', strong);
          expect(findings).toEqual([]);
          expect(found).toEqual(promises.map((promised) => asRead(promised, compared)));
          const files = promises.filter(
            ({ kind, unreadable }) => kind === 'file' && unreadable === undefined,
          );
          expect(manifest).toMatchObject({
            files: files.length,
            bytes: files.reduce((sum, promised) => sum + (promised.size ?? 0), 0),
            inventory: 'closed',
            algorithms: [compared],
            base: '',
          });
          expect(manifest).not.toHaveProperty('goodUntil');
        }),
        { numRuns: 60 },
      );
    },
  );

  it('is the same when it is packed', async () => {
    await fc.assert(
      fc.asyncProperty(somePromises, async (promises) => {
        const text = written(promises);
        const file = folder.write('m.sha256.gz', gzipSync(Buffer.from(text, 'latin1')));
        const plainFile = folder.write('m.sha256', text);
        expect((await readNative(file)).promises).toEqual((await readNative(plainFile)).promises);
      }),
      { numRuns: 20 },
    );
  });

  it('vouches for the directory that it lies in', async () => {
    await fc.assert(
      fc.asyncProperty(somePromises, somePath, async (promises, base) => {
        const file = folder.write('m.sha256', written(promises));
        const { promises: found, findings, manifest } = await readNative(file, base);
        expect(findings).toEqual([]);
        expect(manifest?.base).toBe(base);
        expect(found).toEqual(
          promises.map((promised) => asRead({ ...promised, path: join(base, promised.path) }, 'xxh64')),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('is read in many chunks as in one', async () => {
    const promises = Array.from(
      { length: 3000 },
      (_, i): ManifestEntry => ({
        path: `dir/${String(i).padStart(6, '0')}-${'x'.repeat(i % 97)}`,
        kind: 'file',
        digests: [
          { algorithm: 'xxh64', hex: i.toString(16).padStart(16, '0') },
          { algorithm: 'sha256', hex: i.toString(16).padStart(64, '0') },
        ],
        size: i,
        mtime: '1.000000000',
        mode: 0o644,
      }),
    );
    const text = written(promises);
    expect(text.length).toBeGreaterThan(3 * 131_072);
    const { promises: found, findings } = await readNative(folder.write('m.sha256', text));
    expect(findings).toEqual([]);
    expect(found).toEqual(promises.map((promised) => asRead(promised, 'xxh64')));
  });

  it('says how it was made', async () => {
    const file = folder.write('m.sha256', written([]));
    const { manifest } = await readNative(file);
    expect(manifest?.exclude).toEqual(SEALING.exclude);
    expect(manifest?.notes).toEqual([
      'sealed 2026-11-23T05:20:00Z',
      'hashes were computed from this copy, not from the source',
    ]);
    const source = await readNative(folder.write('s.sha256', written([], { origin: 'source' })));
    expect(source.manifest?.notes).toContain('hashes were computed from the source');
  });

  it('keeps any text in its first line', async () => {
    await fc.assert(
      fc.asyncProperty(someBytes.map(toText), fc.array(fc.string()), async (host, exclude) => {
        const { manifest, findings } = await readNative(
          folder.write('m.sha256', written([], { host, exclude })),
        );
        expect(findings).toEqual([]);
        expect(manifest?.exclude).toEqual(exclude);
      }),
      { numRuns: 40 },
    );
  });
});
