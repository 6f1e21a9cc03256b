import { isTrouble } from '../../disk/list.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { listTop } from '../../walk/walk.ts';
import type { Root } from '../root.ts';
import type { FoundStore } from './stores.ts';
import { describeUnused, type UnusedList } from './unused-list.ts';

const MOST_SILENT = 3;

/** Names the stores and lists that are recognised and not checked, so that nobody takes silence for an answer. */
export function nothingVouches(
  root: Root,
  silent: readonly FoundStore[],
  unused: readonly UnusedList[],
): Finding[] {
  const entries = listTop(root.directory);
  const isEmpty = !isTrouble(entries) && entries.length === 0;
  const stores = silent.slice(0, MOST_SILENT).map(({ kind, top }) => ({ about: kind.voucher.about, top }));
  const evidence = [
    ...(stores.length === 0 ? [] : [{ is: 'stores', stores } as const]),
    ...sealedAbove(root.directory),
    ...unused.slice(0, MOST_SILENT).map((list) => ({ is: 'note', text: describeUnused(list) }) as const),
  ];
  return [finding('no-voucher', '', { evidence }), ...(isEmpty ? [finding('empty-root', '')] : [])];
}

/** The nearest directory above a root that has a manifest of ours, as evidence; none where there is none. */
function sealedAbove(root: BytePath): Evidence[] {
  for (let slash = root.lastIndexOf('/'); slash >= 0; slash = root.lastIndexOf('/', slash - 1)) {
    const directory = root.slice(0, slash) || '/';
    const entries = slash === 0 && root.length <= 1 ? [] : listTop(directory);
    if (!isTrouble(entries) && entries.some(({ kind, path }) => kind === 'file' && isNativeName(path)))
      return [{ is: 'sealed-above', directory, below: root.slice(slash + 1) }];
    if (slash === 0) return [];
  }
  return [];
}
