import { birthOf } from '../../disk/stat.ts';
import { headKey } from '../../engine/heads.ts';
import { openNative } from '../../manifest/native/read.ts';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { fromText, toText } from '../../model/path.ts';
import { visible } from '../../report/text.ts';
import { type KeptHeads, openHeads } from '../journal/heads.ts';
import type { Screen } from '../screen.ts';

/** Opens the heads for the runs of a command; the first manifest of a root is named where the user wants to know more. */
export function headsFor(
  { journal, verbose }: { readonly journal: boolean; readonly verbose?: boolean },
  screen: Screen,
): KeptHeads {
  return openHeads(journal, (root, manifest) => {
    if (verbose === true)
      screen.note(
        `${visible(toText(root))}: ${visible(manifest)} is the first manifest that is seen here: trusted on first use (restorable head DIR)`,
      );
  });
}

/** Keeps the manifest that this machine just wrote for a root as its last one. */
export async function keepSealed(heads: KeptHeads, root: string, manifest: string): Promise<void> {
  if (!heads.isKept) return;
  const [directory, file] = [fromText(root), fromText(manifest)];
  try {
    const { head } = await openNative(file, '', false);
    if (head !== undefined) heads.keep(directory, headKey(directory, file), head, birthOf(directory) ?? '');
  } catch (error) {
    // The manifest is whole and in its place: only what was seen of it is not kept.
    if (!(error instanceof Fault)) throw error;
    heads.fail(manifest, error.cause);
  }
}

/** Returns 3 and says why where heads could not be kept, else 0. */
export function headsExit({ failure }: KeptHeads, screen: Screen): ExitCode {
  if (failure === undefined) return 0;
  screen.error(failure.message, failure.hint);
  return 3;
}
