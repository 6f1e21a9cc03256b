import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, vi } from 'vitest';
import type { StructureVerdict } from '../../src/model/content.ts';
import type { Layout, StoreFile } from '../../src/voucher/kit/layout.ts';
import type { Voucher } from '../../src/voucher/kit/voucher.ts';
import { storeAt } from '../../src/voucher/vouchers.ts';
import { chunks } from '../hash/stream.ts';
import { mutate } from '../help/mutate.ts';

// Cores are shared, and real tools take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const made: string[] = [];
afterAll(() => {
  for (const folder of made) {
    // git-annex takes away the right to delete what it keeps.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A folder in which a script has run; `files` lie there before. It is removed at the end. */
export function treeOf(script: string, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'restorable-store-'));
  chmodSync(folder, 0o755);
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const env = { ...process.env, HOME: folder, BORG_BASE_DIR: folder, XDG_CACHE_HOME: folder };
  execFileSync('sh', ['-ec', script], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  return folder;
}

/** The names in a directory, as a store is asked for its top. */
export function listing(directory: string): Set<string> {
  const entries = readdirSync(directory, { encoding: 'latin1', withFileTypes: true });
  return new Set(entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)));
}

/** The paths of all files below a directory, in order. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'latin1' })
    .filter((path) => statSync(join(directory, path)).isFile())
    .toSorted();
}

/** What a store is told of a file that lies alone. */
export function subjectOf(size: number): StoreFile {
  return { size, read: () => undefined, names: () => new Set() };
}

/** What a store is told of a file that lies in a tree. */
export function fileIn(top: string, size: number): StoreFile {
  return {
    size,
    read(path, length = Infinity, from = 0) {
      try {
        return readFileSync(join(top, path)).subarray(from, from + length);
      } catch {
        return undefined;
      }
    },
    names: () => listing(top),
  };
}

/** A layout of a voucher: the first, unless said otherwise. */
export function layoutOf(store: Voucher | Layout, which = 0): Layout {
  if ('isTop' in store) return store;
  const layout = store.layouts?.[which];
  if (layout === undefined) throw new Error(`${store.name} has no such layout`);
  return layout;
}

/**
 * How a store handles a file, in a word: the verdict of its check, or as what it is left alone; `file` like any other, and
 * `paged` also where a check of its pages accuses nothing.
 */
export function standing(
  store: Voucher | Layout,
  path: string,
  bytes: Uint8Array,
  sizes: readonly number[] = [262_144],
  file: StoreFile = subjectOf(bytes.length),
): StructureVerdict | { readonly is: 'file' | 'encrypted' | 'paged' | 'opaque' } {
  const handling = layoutOf(store).handle(path, file);
  if (handling === undefined) return { is: 'file' };
  const probe = handling.is === 'check' || handling.is === 'paged' ? handling.begin?.() : undefined;
  if (probe === undefined) return handling.is === 'check' ? { is: 'unknown' } : { is: handling.is };
  for (const chunk of chunks(bytes, sizes)) probe.update(chunk);
  const found = probe.end();
  return handling.is === 'paged' && (found.is === 'unknown' || found.is === 'sound')
    ? { is: 'paged' }
    : found;
}

/** How many files of a store stand how; it must be found for what it is, and nothing in it is broken. */
export function census(store: Voucher | Layout, top: string): Record<string, number> {
  expect(storeAt(listing(top))?.layout).toBe(layoutOf(store));
  const counts: Record<string, number> = {};
  for (const path of filesIn(top)) {
    const found = standing(store, path, readFileSync(join(top, path)));
    expect({ path, ...found }).not.toHaveProperty('detail');
    counts[found.is] = (counts[found.is] ?? 0) + 1;
  }
  return counts;
}

/** The path and bytes of the largest file of a store whose path is of a form. */
export function largest(top: string, form: RegExp): [path: string, bytes: Buffer] {
  const found = filesIn(top)
    .filter((path) => form.test(path))
    .map((path): [string, Buffer] => [path, readFileSync(join(top, path))])
    .toSorted(([, a], [, b]) => b.length - a.length)[0];
  if (found === undefined) throw new Error(`no file like ${form} in ${filesIn(top).join(' ')}`);
  return found;
}

/** The words for a file with one bit turned at about `count` places, each once. */
export function flips(store: Voucher | Layout, path: string, bytes: Buffer, count = 24): string[] {
  const words = Array.from({ length: count }, (_, i) => {
    const copy = Buffer.from(bytes);
    const at = Math.floor((i * (bytes.length - 1)) / Math.max(1, count - 1));
    copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
    return damage(store, path, copy);
  });
  return [...new Set(words)].toSorted();
}

/** The words for a file cut at about `count` places, each once. */
export function cuts(store: Voucher | Layout, path: string, bytes: Buffer, count = 24): string[] {
  const words = Array.from({ length: count }, (_, i) =>
    damage(store, path, bytes.subarray(0, Math.floor((i * bytes.length) / count))),
  );
  return [...new Set(words)].toSorted();
}

/** Holds that a check gives the same verdict for any chunks, and does not throw whatever the bytes. */
export function endures(store: Voucher | Layout, path: string, bytes: Buffer, runs = 60): void {
  const sizes = fc.array(fc.integer({ min: 1 + (bytes.length >> 8), max: 70_000 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.option(fc.integer({ min: 0, max: 1e6 })), sizes, (mutation, cutAt) => {
      const seen = mutation === null ? bytes : mutate(bytes, mutation);
      expect(standing(store, path, seen, cutAt)).toEqual(standing(store, path, seen));
    }),
    { numRuns: runs, seed: 7 },
  );
  if (bytes.length < 100_000)
    for (const size of [1, 3])
      expect(standing(store, path, bytes, [size])).toEqual(standing(store, path, bytes));
}

function damage(store: Voucher | Layout, path: string, bytes: Buffer): string {
  const found = standing(store, path, bytes);
  if ('detail' in found) expect(found.detail).toMatch(/\d/);
  return 'severity' in found ? `${found.is} (${found.severity})` : found.is;
}
