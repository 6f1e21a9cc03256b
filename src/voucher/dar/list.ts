import { createProblems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { digestOf, findingsOf } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { HASH } from './names.ts';
import { isFollowedSlice } from './slice.ts';

const SLICE = /^(\d+)\.dar(?:\.(md5|sha1|sha512))?$/;
const LINE = /^([0-9a-f]{32,128}) [ *](.+)\n?$/;
/** Slices beyond this number are not asked for: a name may say anything. */
const MOST_SLICES = 1_000_000;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openDar({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const archive = HASH.exec(nameOf(path))?.[1];
  if (archive === undefined) return undefined;
  const findings: Finding[] = [];
  const expected: ManifestEntry[] = [];
  const own: BytePath[] = [];
  const slices = new Map<number, BytePath>();
  let width = 1;
  for (const { name, kind } of namesOf(root, directory)) {
    const rest = name.startsWith(`${archive}.`) ? name.slice(archive.length + 1) : '';
    const [, digits, algorithm] = SLICE.exec(rest) ?? [];
    if (digits === undefined || kind !== 'file') continue;
    width = Math.max(digits.startsWith('0') ? digits.length : 1, width);
    slices.set(Number(digits), join(directory, `${archive}.${digits}.dar`));
    if (algorithm === undefined) continue;
    const entry = await readHash(root, join(directory, name), algorithm, findings);
    own.push(join(directory, name));
    if (entry !== undefined) expected.push(entry);
  }
  findings.push(...lostSlices(root, join(directory, archive), slices, width));
  return { inventory: 'open', entries: expected, findings, notes: [`slices: ${slices.size}`], own };
}

async function readHash(
  root: BytePath,
  path: BytePath,
  algorithm: string,
  findings: Finding[],
): Promise<ManifestEntry | undefined> {
  const bytes = await readVoucherFile(root, path);
  const problems = createProblems();
  const [, hex = '', name = ''] =
    typeof bytes === 'string' ? [] : (LINE.exec(bytes.toString('latin1')) ?? []);
  const digest = digestOf(algorithm, hex);
  const slice = path.slice(0, -algorithm.length - 1);
  if (digest === undefined || name !== nameOf(slice))
    problems.add('damaged', 0, `not the ${algorithm} of its slice`);
  findings.push(...findingsOf(path, problems));
  return digest === undefined || name !== nameOf(slice)
    ? undefined
    : { path: slice, kind: 'file', digests: [digest] };
}

/** Numbers without a slice or hash file, and the one after a last slice that says it is not the last. */
function lostSlices(
  root: BytePath,
  archive: BytePath,
  slices: ReadonlyMap<number, BytePath>,
  width: number,
): readonly Finding[] {
  const last = Math.max(0, ...slices.keys());
  const lost = createSomeFindings();
  const lose = (number: number): void =>
    lost.add(
      finding('missing', `${archive}.${String(number).padStart(width, '0')}.dar`, {
        evidence: [{ is: 'kind', wanted: 'file' }],
        note: 'a slice of the archive',
      }),
    );
  for (let number = 1; number <= Math.min(last, MOST_SLICES); number++) if (!slices.has(number)) lose(number);
  if (isFollowedSlice(root, slices.get(last) ?? '')) lose(last + 1);
  return lost.all();
}
