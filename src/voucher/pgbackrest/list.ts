import { finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { type IniDamage, type IniLine, isSalted, parseIni } from './ini.ts';
import { COPY } from './names.ts';
import type { RepositoryPlace } from './place.ts';

const CODES = { cut: 'manifest-truncated', damaged: 'manifest-damaged', encrypted: 'unvouched' } as const;
/** What vouches, and how its lines are read. */
const READERS: Readonly<
  Record<string, (place: RepositoryPlace, lines: readonly IniLine[]) => Promise<VoucherContents>>
> = {
  'backup.manifest': async (...of) => (await import('./backup.ts')).vouchBackup(...of),
  'backup.info': async (...of) => (await import('./info.ts')).vouchInfo(...of),
  'archive.info': async (place) => (await import('./archive.ts')).vouchArchive(place),
};

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openPgbackrest({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const name = nameOf(path).replace(/\.copy$/, '');
  const place = { root, path, directory };
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string')
    return nothing(place, { is: 'damaged', detail: `it cannot be read (${bytes})` });
  const copy = join(directory, `${name}${COPY}`);
  if (path === copy && name === 'backup.manifest' && !(await isListed(root, directory))) return UNFINISHED;
  const other = await readVoucherFile(root, copy);
  if (![bytes, other].some((each) => typeof each !== 'string' && (isSalted(each) || isMarked(each))))
    return undefined;
  const lines = parseIni(bytes);
  if ('is' in lines) return nothing(place, lines);
  const read = READERS[name];
  if (read === undefined) return undefined;
  const vouching = await read(place, lines);
  if (path === copy) {
    const detail = 'there is only its copy: a backup that did not come to its end, or a loss';
    return {
      ...vouching,
      findings: [...vouching.findings, finding('missing', join(directory, name), { note: detail })],
    };
  }
  const isSame = typeof other !== 'string' && other.equals(bytes);
  const detail =
    typeof other === 'string' ? `the copy of ${name} is not there` : `it is not the same as ${name}`;
  return {
    ...vouching,
    findings: isSame
      ? vouching.findings
      : [
          ...vouching.findings,
          finding(typeof other === 'string' ? 'missing' : 'changed', copy, {
            severity: 'warning',
            note: detail,
          }),
        ],
    own: [...(vouching.own ?? []), copy],
  };
}

/**
 * What vouches for a backup that is running or was killed: `backup.manifest` and the line in `backup.info` are written at its
 * end. The next backup resumes or removes it.
 */
const UNFINISHED: VoucherContents = {
  inventory: 'closed',
  entries: [],
  findings: [],
  notes: ['this backup is running or was killed: the next one resumes or removes it'],
  ignores: () => true,
};

/** Returns whether the stanza lists a backup as complete. */
async function isListed(root: BytePath, directory: BytePath): Promise<boolean> {
  const info = join(directoryOf(directory), 'backup.info');
  for (const path of [info, `${info}${COPY}`]) {
    const bytes = await readVoucherFile(root, path);
    const lines = typeof bytes === 'string' ? undefined : parseIni(bytes);
    if (lines !== undefined && !('is' in lines))
      return lines.some(({ section, key }) => section === 'backup:current' && key === nameOf(directory));
  }
  return true;
}

/** Other tools have files of these names too: Barman has a backup.info. */
function isMarked(bytes: Buffer): boolean {
  const ends = [bytes.subarray(0, 4096), bytes.subarray(-4096)];
  return ends.some((end) => /^(?:\[backrest\]$|backrest-)/m.test(end.toString('latin1')));
}

/** What does not hold vouches for nothing and accuses nothing; what is encrypted is said to be. */
function nothing({ path, directory }: RepositoryPlace, { is, detail }: IniDamage): VoucherContents {
  const said =
    is === 'encrypted'
      ? `${detail}, so nothing below ${directory || 'it'} can be held without its key`
      : detail;
  return {
    inventory: 'closed',
    entries: [],
    findings: [finding(CODES[is], path, { note: said })],
    notes: is === 'encrypted' ? ['an encrypted repository, which was not looked into'] : [],
    ignores: () => true,
  };
}
