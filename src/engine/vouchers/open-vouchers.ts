/**
 * Opens vouchers of other tools as manifests. Each says what is wrong with itself before anything is compared with it, and
 * gives its paths in the order of a walk.
 */

import type { VoucherRef } from '../../model/evidence.ts';
import type { Manifest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { type HiddenPlaces, keepingOpen, notingHidden } from '../../voucher/kit/opening.ts';
import { headOfCandidate, tryReading } from '../../voucher/kit/read-voucher-file.ts';
import type { Voucher } from '../../voucher/kit/voucher.ts';
import type { HiddenPlace } from '../judge/hidden-place.ts';
import type { Root } from '../root.ts';
import { ofWhatWasRead } from '../tree/of-what-was-read.ts';
import { vouchedFrom } from './hidden.ts';
import { settleConflicts } from './settle-conflicts.ts';
import { sortedEntries } from './sorted-entries.ts';

/** A file below the root that may vouch, by its name. */
export type FoundVoucher = { readonly voucher: Voucher; readonly path: BytePath };

/** A voucher that was read. */
export type OpenedVoucher = { readonly voucher: Voucher; readonly manifest: Manifest };

/** The vouchers that could be opened, the files that they consist of, and what could not be looked at. */
export type OpenedVouchers = {
  readonly opened: readonly OpenedVoucher[];
  readonly used: readonly BytePath[];
  readonly hidden: readonly HiddenPlace[];
};

/** Opens what was found; where the root is one file, only what names it. */
export function openVouchers(
  root: Root,
  found: readonly FoundVoucher[],
  temporary: string,
  links?: ReadonlySet<BytePath>,
  mayPassLinks = false,
): Promise<OpenedVouchers> {
  return keepingOpen(async () => await openEach(root, found, temporary, links, mayPassLinks));
}

async function openEach(
  root: Root,
  found: readonly FoundVoucher[],
  temporary: string,
  links: ReadonlySet<BytePath> | undefined,
  mayPassLinks: boolean,
): Promise<OpenedVouchers> {
  const opened: OpenedVoucher[] = [];
  const used: BytePath[] = [];
  const hidden = new Map<BytePath, HiddenPlace>();
  const headOf = sharedHeads(root.directory, found);
  for (const { voucher, path } of found) {
    if (hidden.has(path) && used.includes(path)) continue;
    const {
      result: contents,
      hidden: places,
      read,
    } = await notingHidden(
      async () =>
        await voucher.list?.open({ root: root.directory, path, head: headOf(path), links, mayPassLinks }),
    );
    const trouble = places.get(path);
    if (trouble !== undefined) {
      hidden.set(path, { path, kind: 'file', trouble, within: vouchedFrom(directoryOf(path)) });
      used.push(path);
      continue;
    }
    const within = vouchedFrom(contents?.base ?? directoryOf(path));
    for (const [at, part] of places)
      hidden.set(at, { path: at, kind: 'file', trouble: part, within: at === '' ? '' : within });
    if (contents === undefined) continue;
    const { entries, inventory, findings, notes, own = [], base = directoryOf(path) } = contents;
    const { ignores, describeDamage, passable } = contents;
    if (root.only !== undefined && !entries.some((entry) => entry.path === root.only)) continue;
    const named = naming(root, voucher.name, path);
    const by = named({});
    const sizes = entries.map(({ size }) => size);
    used.push(path, ...own);
    for (const [at, part] of await unreadOf(root.directory, own, read))
      if (!hidden.has(at)) hidden.set(at, { path: at, kind: 'file', trouble: part });
    const manifest: Manifest = {
      format: voucher.name,
      file: join(root.directory, path),
      base,
      // What could not be read may name other files.
      inventory: places.size === 0 ? inventory : 'open',
      algorithms: [...new Set(entries.flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm)))],
      files: entries.filter(({ kind }) => kind === 'file').length,
      ...(sizes.every((size) => size !== undefined)
        ? { bytes: sizes.reduce((sum, size) => sum + size, 0) }
        : {}),
      exclude: [],
      notes,
      findings: (await settleConflicts(root.directory, ofWhatWasRead(findings, places))).map((each) => ({
        by,
        ...each,
      })),
      ignores,
      describeDamage,
      passable,
      entries: () => sortedEntries([entries], temporary, named),
    };
    opened.push({ voucher, manifest });
  }
  return { opened, used, hidden: [...hidden.values()] };
}

/** The files of a voucher that it did not need and that may not be read; nothing else reads them. */
async function unreadOf(
  root: BytePath,
  own: readonly BytePath[],
  read: ReadonlySet<BytePath>,
): Promise<HiddenPlaces> {
  const unneeded = own.filter((path) => !read.has(path));
  const { hidden } = await notingHidden(async () => tryReading(root, unneeded));
  return hidden;
}

/** Returns what names the voucher of entries: one object for each of its files. */
function naming(
  { directory }: Root,
  format: string,
  path: BytePath,
): (entry: Pick<ManifestEntry, 'source'>) => VoucherRef {
  const known = new Map<BytePath, VoucherRef>();
  return ({ source = path }) => {
    const by = known.get(source) ?? { format, path: join(directory, source) };
    known.set(source, by);
    return by;
  };
}

/** Reads the head of a file that several vouchers ask for once, and keeps it until the last of them has it. */
function sharedHeads(root: BytePath, found: readonly FoundVoucher[]): (path: BytePath) => Buffer {
  const asked = new Map<BytePath, number>();
  for (const { path } of found) asked.set(path, (asked.get(path) ?? 0) + 1);
  const heads = new Map<BytePath, Buffer>();
  return (path) => {
    const left = (asked.get(path) ?? 0) - 1;
    asked.set(path, left);
    const known = heads.get(path);
    const head = known ?? headOfCandidate({ root, path });
    if (left > 0) heads.set(path, head);
    else heads.delete(path);
    return head;
  };
}
