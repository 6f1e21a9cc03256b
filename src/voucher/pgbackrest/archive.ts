import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import type { VoucherContents } from '../kit/voucher.ts';
import { ARCHIVED_SEGMENT } from './names.ts';
import type { RepositoryPlace } from './place.ts';

/** Files beside segments that have no digest: where a backup began, and which timeline follows which. */
const BESIDE = /\/[0-9A-F]{24}\.[0-9A-F]{8}\.backup$|\/[0-9A-F]{8}\.history$/;

/**
 * The archive of a stanza: the name of every segment has the SHA-1 of its bytes. Which segments there should be, the backups
 * that need them say.
 */
export function vouchArchive({ root, directory }: RepositoryPlace): VoucherContents {
  const expected: ManifestEntry[] = [];
  const below = directory === '' ? '' : `${directory}/`;
  for (const { path, kind } of membersOf(root, directory)) {
    const [, hex, extension] = ARCHIVED_SEGMENT.exec(path.slice(below.length)) ?? [];
    if (kind !== 'file' || hex === undefined) continue;
    if (extension === undefined) expected.push({ path, kind: 'file', digests: [{ algorithm: 'sha1', hex }] });
    else expected.push({ path, kind: 'file', digests: [], proof: true });
  }
  return {
    inventory: 'closed',
    entries: expected,
    findings: [],
    notes: ['a segment between two backups that is gone is not seen'],
    own: [join(directory, 'archive.info.copy')],
    ignores: (path: BytePath) => path.endsWith('/') || BESIDE.test(path),
  };
}
