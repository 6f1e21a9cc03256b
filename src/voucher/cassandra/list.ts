import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { isRecord } from '../../model/record.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { PART, STEM } from './names.ts';

const DATA = 'Data.db';
const SUMS = ['Digest.crc32', 'Digest.adler32', 'Digest.sha1'];
const HEAD = 4096;
/** The index of rows, where no partition has many. */
const MAY_BE_EMPTY = /Rows\.db$/;
const BESIDE = ['schema.cql', 'schema-digest.txt'];

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openCassandra({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const names = namesOf(root, directory).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
  const there = new Set(names);
  const expected = new Map<BytePath, ManifestEntry>();
  const expect = (each: ManifestEntry): void => {
    if (!own.has(each.path) && !expected.has(each.path)) expected.set(each.path, each);
  };
  const findings: Finding[] = [];
  const own = new Set<BytePath>();
  let unsummed = 0;
  for (const stem of stemsOf(names)) {
    const toc = join(directory, `${stem}TOC.txt`);
    const sums = SUMS.map((name) => stem + name).filter((name) => there.has(name));
    const sum = sums[0] === undefined ? undefined : join(directory, sums[0]);
    const digest = sum === undefined ? undefined : await digestIn(root, sum);
    if (sum !== undefined) own.add(sum);
    if (sum !== undefined && digest === undefined)
      findings.push(finding('manifest-damaged', sum, { note: 'no checksum of the data' }));
    if (digest === undefined) unsummed += 1;
    else expect({ path: join(directory, stem + DATA), kind: 'file', digests: [digest] });
    if (!there.has(nameOf(toc))) {
      findings.push(finding('missing', toc));
      continue;
    }
    own.add(toc);
    const parts = await partsIn(root, toc, stem);
    for (const part of parts.expected) {
      expect(part);
      if (digest === undefined || nameOf(part.path) !== stem + DATA)
        findings.push(...lostPart(root, part.path));
    }
    findings.push(...parts.findings);
  }
  for (const name of BESIDE)
    if (there.has(name)) {
      expect({ path: join(directory, name), kind: 'file', digests: [] });
      findings.push(...lostPart(root, join(directory, name)));
    }
  if (there.has('manifest.json')) {
    own.add(join(directory, 'manifest.json'));
    const files = await listed(root, join(directory, 'manifest.json'));
    for (const each of files.expected) expect(each);
    findings.push(...files.findings);
  }
  const notes = [
    'of each SSTable the checksum is of Data.db alone; its other parts are only known to be there',
    ...(unsummed === 0 ? [] : [`SSTables without a checksum: ${unsummed}`]),
  ];
  return { inventory: 'open', entries: [...expected.values()], findings, notes, own: [...own] };
}

function stemsOf(names: readonly BytePath[]): string[] {
  const stems = names.flatMap((name) => PART.exec(name)?.[1] ?? []);
  return [...new Set(stems)].filter((stem) => STEM.test(stem));
}

async function digestIn(root: BytePath, path: BytePath): Promise<Digest | undefined> {
  const bytes = await readVoucherFile(root, path);
  const text = typeof bytes === 'string' ? '' : bytes.toString('latin1').trim();
  const algorithm = path.slice(path.lastIndexOf('.') + 1);
  if (algorithm === 'sha1') {
    const hex = /^([0-9a-f]{40})\b/.exec(text)?.[1];
    return hex === undefined ? undefined : { algorithm, hex };
  }
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32) return undefined;
  return { algorithm, hex: Number(text).toString(16).padStart(8, '0') };
}

async function partsIn(
  root: BytePath,
  toc: BytePath,
  stem: string,
): Promise<{ readonly expected: readonly ManifestEntry[]; readonly findings: readonly Finding[] }> {
  const collector = createEntryCollector(toc);
  const bytes = await readVoucherFile(root, toc);
  const lines = typeof bytes === 'string' ? [] : bytes.toString('latin1').split(/\r?\n/);
  for (const [i, part] of lines.entries()) {
    if (part === '') continue;
    if (/^[A-Za-z][\w+-]*\.(?:db|txt|crc32|adler32|sha1|json)$/.test(part))
      collector.add({ path: join(directoryOf(toc), stem + part), kind: 'file', digests: [] }, i + 1);
    else collector.problems.add('damaged', i + 1, 'no part of an SSTable');
  }
  if (!lines.includes(DATA)) collector.problems.add('damaged', 0, 'it does not name the data');
  return { expected: collector.all(), findings: collector.findings() };
}

/** What is known of a part that no checksum is of: it is never empty, nor zeros alone. */
function lostPart(root: BytePath, path: BytePath): Finding[] {
  if (MAY_BE_EMPTY.test(path)) return [];
  const stat = statEntry(root, path);
  const head = stat?.kind === 'file' ? headOf(root, path, HEAD) : undefined;
  if (stat === undefined || head === undefined || (stat.size > 0 && head.length === 0)) return [];
  if (stat.size > 0 && head.some((byte) => byte !== 0)) return [];
  const note = `${stat.size === 0 ? 'empty' : 'it begins with zeros alone'}, as no part of an SSTable is`;
  return [finding('broken-structure', path, { note })];
}

/** The files that the manifest of a snapshot names. */
async function listed(
  root: BytePath,
  path: BytePath,
): Promise<{ readonly expected: readonly ManifestEntry[]; readonly findings: readonly Finding[] }> {
  const bytes = await readVoucherFile(root, path);
  const names = typeof bytes === 'string' ? [] : filesIn(bytes);
  const isName = (name: unknown): name is string =>
    typeof name === 'string' && /^[\w.+-]+$/.test(name) && unsafeBecause(name) === undefined;
  const expected = (names ?? []).filter(isName).map((name) => ({
    path: join(directoryOf(path), name),
    kind: 'file' as const,
    digests: [],
  }));
  const isWhole = names !== undefined && expected.length === names.length;
  const note = 'not the list of files of a snapshot';
  return { expected, findings: isWhole ? [] : [finding('manifest-damaged', path, { note })] };
}

function filesIn(bytes: Buffer): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const files = isRecord(value) ? value['files'] : undefined;
    return Array.isArray(files) ? files : undefined;
  } catch {
    return undefined;
  }
}
