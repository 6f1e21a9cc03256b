import { openBelow, reachBelow } from '../../disk/below.ts';
import { isTrouble } from '../../disk/list.ts';
import { stampOf } from '../../disk/stat.ts';
import type { FileEntry, Trouble } from '../../model/entry.ts';
import { type FindingCode, isAtLeast } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { FileFacts } from '../../read/jobs.ts';
import type { ReadBatch } from '../reading/read-pairs.ts';

/** What a manifest can record of paths that were read: digests and profiles of files, and what the walk saw of the rest. */
export function entriesOf(
  root: BytePath,
  { pairs, places, answer }: ReadBatch,
  isAccepted: (code: FindingCode) => boolean,
): ManifestEntry[] {
  const facts = new Map(answer.exceptions.map((exception) => [places[exception.index], exception.facts]));
  return pairs.flatMap(({ left: entry, right: recorded }, i) => {
    if (entry === undefined) return [];
    const { path, kind } = entry;
    const found = facts.get(i);
    const trouble = entry.trouble ?? found?.trouble ?? (recorded === undefined ? undefined : moving(found));
    if (trouble !== undefined) return [{ path, kind, digests: [], unreadable: trouble.code }];
    if (kind !== 'file') return otherEntryOf(root, entry);
    return found === undefined ? [] : [fileEntryOf(path, found, isAccepted)];
  });
}

/** A link, an empty directory or a special file; a directory with anything in it needs no entry. */
function otherEntryOf(root: BytePath, { path, kind, target, empty }: FileEntry): ManifestEntry[] {
  if (kind === 'link') return [{ path, kind, digests: [], target: target ?? '', ...stampBelow(root, path) }];
  if (kind !== 'directory') return [{ path, kind, digests: [] }];
  return empty === true ? [{ path, kind, digests: [], ...stampBelow(root, path) }] : [];
}

/** Few entries have a stamp of their own, so that no way is kept open for them. */
function stampBelow(root: BytePath, path: BytePath): ReturnType<typeof stampOf> {
  const below = openBelow(root);
  try {
    const stamp = reachBelow(below, path, 'look at it', stampOf);
    return isTrouble(stamp) ? {} : stamp;
  } finally {
    below.close();
  }
}

/** A listed file that was written to while it was read was compared with nothing, so that it is a gap in the manifest. */
function moving(facts: FileFacts | undefined): Pick<Trouble, 'code'> | undefined {
  return facts?.unsettled === true && facts.matched !== true ? { code: 'UNSETTLED' } : undefined;
}

function fileEntryOf(
  path: BytePath,
  facts: FileFacts,
  isAccepted: (code: FindingCode) => boolean,
): ManifestEntry {
  const { size, mtime, mode, digests, profile, contentFinding: suspicion } = facts;
  return {
    path,
    kind: 'file',
    size,
    mtime,
    mode,
    digests,
    ...(profile === undefined ? {} : { profile }),
    ...(suspicion !== undefined && isAtLeast(suspicion.severity, 'warning') && isAccepted(suspicion.code)
      ? { accepted: [suspicion.code] }
      : {}),
  };
}
