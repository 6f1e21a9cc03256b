/** The findings about a path that more than one part of the judge reports. */
import type { FileEntry, Trouble } from '../../model/entry.ts';
import { isOutsideBackup } from '../../model/errno.ts';
import type { IntegrityEvidence } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { FileFacts } from '../../read/jobs.ts';

const GONE = new Set(['ENOENT', 'ENOTDIR']);

/** Returns the finding about a file that changed during both of its readings: a note where its store is writing it. */
export function unsettled(path: BytePath, inFlight?: FileFacts['inFlight']): Finding {
  return restless(path, { is: 'restless', how: 'moved-twice' }, inFlight);
}

function restless(path: BytePath, how: IntegrityEvidence, inFlight: FileFacts['inFlight']): Finding {
  if (inFlight !== 'store') return finding('unsettled', path, { evidence: [how] });
  return finding('unsettled', path, { severity: 'note', evidence: [how, { is: 'in-flight' }] });
}

/** Returns the finding about a manifest entry whose path does not exist, with its kind, or its first digest and size. */
export function missing({ path, kind, digests, size }: ManifestEntry): Finding {
  if (kind !== 'file') return finding('missing', path, { evidence: [{ is: 'kind', wanted: kind }] });
  const [wanted] = digests;
  const evidence = [
    ...(wanted === undefined ? [] : [{ is: 'digest', wanted } as const]),
    ...(size === undefined ? [] : [{ is: 'gone', size } as const]),
  ];
  return finding('missing', path, { evidence });
}

/** Returns the finding about a path of another kind than expected. */
export function retyped(
  { path, kind: wanted }: Pick<ManifestEntry, 'path' | 'kind'>,
  found: FileEntry['kind'],
): Finding {
  return finding('retyped', path, { evidence: [{ is: 'kind', wanted, found }] });
}

/** Returns the finding about a system error: the file vanished, access was denied, or it cannot be read. */
export function troubled(
  { path }: Pick<FileEntry, 'path'>,
  { code, doing }: Trouble,
  inFlight?: FileFacts['inFlight'],
): Finding {
  if (GONE.has(code)) return restless(path, { is: 'vanished', code }, inFlight);
  const evidence = [{ is: 'trouble', code, doing }] as const;
  return finding(isOutsideBackup(code) ? 'denied' : 'unreadable', path, { evidence });
}
