import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { VoucherContents } from '../kit/voucher.ts';
import { type IniLine, parseIni } from './ini.ts';
import type { RepositoryPlace } from './place.ts';

/**
 * The list of the backups of a stanza: each must have its manifest. Manifests of the past, packed, are held to their own
 * checksum; no restore needs them.
 */
export async function vouchInfo(place: RepositoryPlace, lines: readonly IniLine[]): Promise<VoucherContents> {
  const { root, path, directory } = place;
  const labels = lines.filter(({ section }) => section === 'backup:current').map(({ key }) => key);
  const findings: Finding[] = [];
  for (const label of labels) {
    const at = join(directory, `${label}/backup.manifest`);
    if (unsafeBecause(at) !== undefined) {
      findings.push(finding('manifest-unsafe-path', path, { note: label }));
      continue;
    }
    const isThere = [at, `${at}.copy`].some((each) => statEntry(root, each) !== undefined);
    if (!isThere) findings.push(finding('missing', at, { note: `${nameOf(path)} lists this backup` }));
  }
  const own: BytePath[] = [join(directory, 'backup.info.copy')];
  for (const { path: at, kind } of membersOf(root, join(directory, 'backup.history'))) {
    if (kind !== 'file' || !/\.manifest(?:\.gz)?$/.test(at)) continue;
    own.push(at);
    const detail = await wrongHistory(root, at);
    if (detail !== undefined) findings.push(finding('changed', at, { severity: 'warning', note: detail }));
  }
  return {
    inventory: 'open',
    entries: [],
    findings,
    notes: [`lists ${labels.length} backups; a backup that is gone with its line is not seen`],
    own,
  };
}

async function wrongHistory(root: BytePath, path: BytePath): Promise<string | undefined> {
  const bytes = await readVoucherFile(root, path, { gunzip: true });
  if (typeof bytes === 'string') return `it cannot be read or unpacked (${bytes})`;
  const lines = parseIni(bytes);
  return 'is' in lines ? lines.detail : undefined;
}
