/** Formats of other tools, opened without the engine. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { algorithmNamed } from '../../src/hash/algorithms.ts';
import { type BytePath, directoryOf, toBytes, unsafeBecause } from '../../src/model/path.ts';
import type { Voucher, VoucherContents, VoucherList } from '../../src/voucher/kit/voucher.ts';
import { makeFolder } from './folder.ts';
import { detailOf } from './in-words.ts';
import { mutate } from './mutate.ts';

/** Where the small real files of a format lie. */
export function fixtureOf(format: string, name: string): string {
  return fileURLToPath(new URL(`../../fixtures/manifests/${format}/${name}`, import.meta.url));
}

/** What a voucher says about files; it must say something. */
export function listOf({ name, list }: Voucher): VoucherList {
  if (list === undefined) throw new Error(`${name} has no list`);
  return list;
}

/** Opens a voucher that must be one. */
export async function opened(voucher: Voucher, root: string, path: BytePath): Promise<VoucherContents> {
  const vouching = await listOf(voucher).open({ root, path });
  if (vouching === undefined) throw new Error(`not recognised: ${path}`);
  return vouching;
}

/** The problems of a voucher as `code path: detail`. */
export function problemsOf({ findings }: VoucherContents): string[] {
  return findings.map((each) => `${each.code} ${each.path}: ${detailOf(each) ?? ''}`);
}

/** The promised files whose digests do not hold, and how many do. */
export async function held(
  root: string,
  { entries: promises }: VoucherContents,
): Promise<{ readonly held: number; readonly not: string[] }> {
  const not: string[] = [];
  let count = 0;
  for (const { path, kind, digests, size } of promises) {
    if (kind !== 'file') continue;
    const bytes = readFileSync(toBytes(`${root}/${path}`));
    let isHeld = digests.length > 0 && (size === undefined || size === bytes.length);
    for (const { algorithm, hex } of digests) {
      const hasher = (await algorithmNamed(algorithm)?.load())?.create();
      hasher?.update(bytes);
      isHeld &&= hasher?.end() === hex;
    }
    if (isHeld) count += 1;
    else not.push(path);
  }
  return { held: count, not };
}

/** Expects that no mutation of the files of a voucher makes it throw, hang, or promise what is unsafe. */
export async function expectUnshaken(
  voucher: Voucher,
  store: string,
  files: readonly BytePath[],
  times = 150,
): Promise<void> {
  const root = makeFolder().path;
  cpSync(store, root, { recursive: true });
  for (let seed = 0; seed < times; seed++) {
    for (const file of files) {
      const at = toBytes(`${root}/${file}`);
      const sound = readFileSync(at);
      writeFileSync(at, mutate(sound, seed * 31));
      for (const name of listOf(voucher).find(
        new Set(files.map((each) => each.slice(directoryOf(each).length))),
      ))
        await expectSafe(voucher, root, name);
      await expectSafe(voucher, root, file);
      writeFileSync(at, sound);
    }
  }
}

async function expectSafe(voucher: Voucher, root: string, path: BytePath): Promise<void> {
  const vouching = await listOf(voucher).open({ root, path });
  if (vouching === undefined) return;
  const unsafe = vouching.entries.filter((promised) => unsafeBecause(promised.path) !== undefined);
  expect(unsafe).toEqual([]);
  for (const { digests } of vouching.entries)
    for (const { algorithm, hex } of digests)
      expect(hex).toHaveLength(algorithmNamed(algorithm)?.hexLength ?? -1);
}
