/** What the tree names as its own parts: stores and files that have some are met on the walk, and looked at when it is over. */
import { openBelow } from '../../disk/below.ts';
import { type ListedEntry, namesOf } from '../../disk/list.ts';
import type { Finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { CannotList } from '../../read/file.ts';
import { createStoreLookup } from '../../read/store-lookup.ts';
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

/** Makes notes of what is about a backup that the store around it has not finished, or gave up. */
function ofFinished(root: BytePath, findings: readonly Finding[]): readonly Finding[] {
  if (findings.length === 0) return findings;
  const below = openBelow(root);
  try {
    const stores = createStoreLookup(below);
    return findings.map((each) =>
      stores.inFlight(each.path, 0) === 'store'
        ? { ...each, severity: 'note', evidence: [...(each.evidence ?? []), { is: 'in-flight' }] }
        : each,
    );
  } catch (error) {
    if (error instanceof CannotList) return findings;
    throw error;
  } finally {
    below.close();
  }
}

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
        const isIn = ({ path }: Finding): boolean => !isLeftOut(leaveOut, path);
        yield [...ofFinished(root, ofWhatWasRead(result, hidden).filter(isIn)), ...unread.filter(isIn)];
      }
    },
  };
}
