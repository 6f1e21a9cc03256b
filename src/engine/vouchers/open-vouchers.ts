/**
 * Opens vouchers of other tools' formats as manifests. Promises that each says what is wrong with itself before anything
 * is held against it, and that paths come in the order of a walk.
 */

import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import type { Format } from '../../voucher/kit/list.ts';
import { headOfCandidate } from '../../voucher/kit/read-voucher-file.ts';
import type { Root } from '../root.ts';
import { sortedEntries } from './sorted-entries.ts';

/** A file that may be a voucher, by its name. */
export type FoundVoucher = { readonly format: Format; readonly path: BytePath };

/** The vouchers that are some, and the files that they are made of. */
export type OpenedVouchers = { readonly vouchers: readonly Manifest[]; readonly used: readonly BytePath[] };

/** Opens what was found; where one file is meant, only what names it. */
export async function openVouchers(
  root: Root,
  found: readonly FoundVoucher[],
  temporary: string,
): Promise<OpenedVouchers> {
  const vouchers: Manifest[] = [];
  const used: BytePath[] = [];
  const headOf = sharedHeads(root.directory, found);
  for (const { format, path } of found) {
    const head = headOf(path);
    const candidate = { root: root.directory, path };
    const vouching = await format.open(head === undefined ? candidate : { ...candidate, head });
    if (vouching === undefined) continue;
    const { entries: promises, inventory, findings, notes, own = [], base = directoryOf(path) } = vouching;
    const { ignores, describeDamage: explain } = vouching;
    if (root.only !== undefined && !promises.some((promised) => promised.path === root.only)) continue;
    const sizes = promises.map((promised) => promised.size);
    used.push(path, ...own);
    vouchers.push({
      format: format.name,
      file: join(root.directory, path),
      base,
      inventory,
      algorithms: [...new Set(promises.flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm)))],
      files: promises.filter(({ kind }) => kind === 'file').length,
      ...(sizes.every((size) => size !== undefined)
        ? { bytes: sizes.reduce((sum, size) => sum + size, 0) }
        : {}),
      exclude: [],
      notes,
      findings,
      ignores,
      describeDamage: explain,
      entries: () => sortedEntries([promises], temporary),
    });
  }
  return { vouchers, used };
}

/** Reads the head of a file that several formats ask for once, and keeps it until the last of them has it. */
function sharedHeads(root: BytePath, found: readonly FoundVoucher[]): (path: BytePath) => Buffer | undefined {
  const asked = new Map<BytePath, number>();
  for (const { path } of found) asked.set(path, (asked.get(path) ?? 0) + 1);
  const heads = new Map<BytePath, Buffer>();
  return (path) => {
    const left = (asked.get(path) ?? 0) - 1;
    asked.set(path, left);
    const known = heads.get(path);
    if (known === undefined && left <= 0) return undefined;
    const head = known ?? headOfCandidate({ root, path });
    if (left > 0) heads.set(path, head);
    else heads.delete(path);
    return head;
  };
}
