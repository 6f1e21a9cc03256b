import { createProblems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, nameOf, toText } from '../../model/path.ts';
import { createEntryCollector, findingsOf } from '../kit/entry-collector.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { byHash, heldIndexes } from './indexes.ts';
import { looksLikeRelease, type ReleaseEntry, readRelease, unarmoured } from './release.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openApt({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string' || !looksLikeRelease(bytes.toString('latin1'))) return undefined;
  return read(root, path, bytes.toString('latin1'));
}

async function read(root: BytePath, path: BytePath, written: string): Promise<VoucherContents> {
  const directory = directoryOf(path);
  const collector = createEntryCollector(path);
  const { problems } = collector;
  const { text, isSigned, isOpen } = unarmoured(written);
  if (isOpen) problems.add('truncated', 0, 'its signature does not end');
  else if (!written.endsWith('\n')) problems.add('truncated', 0, 'its last line has no end');
  const findings: Finding[] = [];
  const own = [path, ...['Release', 'Release.gpg'].map((name) => join(directory, name))];
  const agreed = await agreeing(root, path, readRelease(text, problems), findings);
  const here = agreed.filter(({ path: name }) => statEntry(root, join(directory, name))?.kind === 'file');
  const notes = [signature(root, directory, isSigned)];
  if (here.length < agreed.length)
    notes.push(
      `indexes that are not stored here, which is normal: ${agreed.length - here.length} of ${agreed.length}`,
    );
  const base = poolOf(directory);
  const indexes = await heldIndexes(root, directory, here);
  findings.push(...indexes.findings);
  own.push(...indexes.damaged);
  notes.push(...indexes.notes);
  const damaged = new Set(indexes.damaged);
  const add = (at: BytePath, { size, digest }: Omit<ReleaseEntry, 'path'>): void => {
    if (!damaged.has(at)) collector.add({ path: at, kind: 'file', digests: [digest], size }, 0);
  };
  for (const each of here) add(join(directory, each.path), each);
  for (const each of indexes.packages) add(join(base, each.path), each);
  for (const each of byHash(root, directory, agreed))
    collector.add({ path: each.path, kind: 'file', digests: [each.digest] }, 0);
  if (collector.all().length === 0) notes.push('none of its indexes is here: it vouches for nothing');
  return {
    inventory: 'open',
    base,
    entries: collector.all(),
    findings: [...collector.findings(), ...findings],
    notes,
    own,
  };
}

/** Filenames of packages are below the directory that holds `dists`; in a flat repository below that of the Release. */
function poolOf(directory: BytePath): BytePath {
  const match = /^(?:(.*)\/)?dists\//.exec(`${directory}/`);
  return match === null ? directory : (match[1] ?? '');
}

function signature(root: BytePath, directory: BytePath, isSigned: boolean): string {
  const isBeside = statEntry(root, join(directory, 'Release.gpg')) !== undefined;
  return isSigned || isBeside ? 'signature present, not checked' : 'not signed';
}

/** Where both an InRelease and a Release are there they must say the same; where they do not, neither is believed. */
async function agreeing(
  root: BytePath,
  path: BytePath,
  listed: readonly ReleaseEntry[],
  findings: Finding[],
): Promise<readonly ReleaseEntry[]> {
  if (nameOf(path) !== 'InRelease') return listed;
  const beside = join(directoryOf(path), 'Release');
  const bytes = await readVoucherFile(root, beside);
  if (typeof bytes === 'string') return listed;
  const problems = createProblems();
  const others = new Map(
    readRelease(unarmoured(bytes.toString('latin1')).text, problems).map((each) => [each.path, each]),
  );
  findings.push(...findingsOf(beside, problems));
  const isAgreed = (each: ReleaseEntry): boolean => {
    const other = others.get(each.path);
    return other === undefined || (other.digest.hex === each.digest.hex && other.size === each.size);
  };
  const agreed = listed.filter(isAgreed);
  const first = listed.find((each) => !isAgreed(each));
  if (first !== undefined) {
    const detail = `it does not say the same as Release, of ${toText(first.path)} and ${listed.length - agreed.length - 1} more`;
    findings.push(finding('manifest-damaged', path, { note: detail }));
  }
  return agreed;
}
