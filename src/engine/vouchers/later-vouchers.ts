/**
 * Finds what vouches among files that are new or changed since a seal: the seal proves the lists that it held, and says
 * nothing of later ones. Is only asked after a run that found such files, so that a sound tree pays nothing for it.
 */
import { listDirectoryBelow } from '../../disk/below.ts';
import { isTrouble, namesOf } from '../../disk/list.ts';
import { isNativeName, openNative } from '../../manifest/native/read.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import type { LaterVouchers } from '../check-later.ts';
import { hiddenFinding } from '../judge/hidden-place.ts';
import type { Root } from '../root.ts';
import { isWithin } from '../tree/subtrees.ts';
import { filesIn, loadVouchers } from './find-candidates.ts';
import { foundList } from './found-list.ts';
import { openLists } from './open-checksum-lists.ts';
import { type OpenedVouchers, openVouchers } from './open-vouchers.ts';

/** Opens what vouches among files below a root that lie where a seal with checked lists has the last word. */
export async function openLaterVouchers(
  root: Root,
  files: readonly BytePath[],
  natives: readonly Manifest[],
  temporary: string,
): Promise<LaterVouchers> {
  const sealed = natives.filter(({ held }) => held !== undefined);
  const later = files.filter((path) => sealed.some(({ base }) => isWithin(path, base)));
  if (later.length === 0) return { vouchers: [], unread: [] };
  const own: Manifest[] = [];
  for (const path of later.filter(isNativeName))
    own.push(await openNative(join(root.directory, path), directoryOf(path), false, root.directory));
  const others = await openAmong(root, later, temporary);
  const used = new Set(others.flatMap((each) => each.used));
  const lists = later.flatMap((path) =>
    isNativeName(path) || used.has(path) ? [] : (foundList(root.directory, path) ?? []),
  );
  const opened = await openLists(root, lists);
  return {
    vouchers: [
      ...own,
      ...others.flatMap((each) => each.opened.map(({ manifest }) => manifest)),
      ...opened.vouchers,
    ],
    unread: [...others.flatMap((each) => each.hidden), ...opened.hidden].flatMap(hiddenFinding),
  };
}

/** Opens the vouchers of other tools that consist of any of the files. */
async function openAmong(
  root: Root,
  files: readonly BytePath[],
  temporary: string,
): Promise<OpenedVouchers[]> {
  const known = await loadVouchers();
  const later = new Set(files);
  const opened: OpenedVouchers[] = [];
  for (const directory of new Set(files.map(directoryOf))) {
    const entries = listDirectoryBelow(root.directory, directory);
    // What cannot be listed now was listed by the run, which reports what became of it.
    if (isTrouble(entries)) continue;
    for (const each of filesIn(known, namesOf(entries), directory)) {
      const voucher = await openVouchers(root, [each], temporary);
      if (voucher.used.some((path) => later.has(path))) opened.push(voucher);
    }
  }
  return opened;
}
