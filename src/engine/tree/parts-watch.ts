/** What the tree names as its own parts: stores and files that have some are met on the walk, and looked at when it is over. */
import { type ListedEntry, namesOf } from '../../disk/list.ts';
import type { Finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { notingHidden } from '../../voucher/kit/opening.ts';
import type { PartsReader } from '../../voucher/parts.ts';
import { isLeftOut, type Selection } from '../../walk/selection.ts';
import { hiddenFinding } from '../judge/hidden-place.ts';
import { ofWhatWasRead } from './of-what-was-read.ts';

/** Watches the directories of a walk. */
export type PartsWatch = {
  readonly onListed: (directory: BytePath, entries: readonly ListedEntry[]) => void;
  /** Yields what is missing or lies outside of the root, one directory after the other. */
  end(): AsyncGenerator<readonly Finding[], void, undefined>;
};

/** Starts watching the tree below a root, as the system names it; loads what knows the stores. */
export async function openPartsWatch(root: BytePath, leaveOut: Selection | undefined): Promise<PartsWatch> {
  const [{ partsReaders }, { storeAt }] = await Promise.all([
    import('../../voucher/parts.ts'),
    import('../../voucher/vouchers.ts'),
  ]);
  const found: { readonly directory: BytePath; readonly reader: PartsReader }[] = [];
  return {
    onListed(directory, entries) {
      const names = namesOf(entries);
      for (const reader of partsReaders(names, storeAt(names)?.voucher.name))
        found.push({ directory, reader });
    },
    async *end() {
      for (const { directory, reader } of found) {
        const read = await reader.load();
        const { result, hidden } = await notingHidden(
          async () => await read({ root, directory, format: reader.format }),
        );
        const unread = [...hidden].flatMap(([path, trouble]) =>
          hiddenFinding({ path, kind: 'file', trouble }),
        );
        const findings = [...ofWhatWasRead(result, hidden), ...unread];
        yield findings.filter(({ path }) => !isLeftOut(leaveOut, path));
      }
    },
  };
}
