import { createHash } from 'node:crypto';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, toText } from '../../model/path.ts';
import { membersOf, namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';

const HEADER = 4096;
const DIGEST = 32;
const MAGIC = { fixed: '2f7f41ed91fd0fcd', dynamic: '1c914ea519bab3cd' };
const MOST_FINDINGS = 1000;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openProxmox({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const chunks = path.replace(/\/$/, '');
  const top = directoryOf(chunks);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  let indexes = 0;
  let gone = 0;
  for (const { path: file, kind } of outside(root, top, chunks)) {
    const entry = file.endsWith('.didx') ? 8 + DIGEST : file.endsWith('.fidx') ? DIGEST : 0;
    if (kind !== 'file' || entry === 0) continue;
    const bytes = await readVoucherFile(root, file);
    // An index that does not hold is found as the file that it is.
    if (typeof bytes === 'string' || !holds(bytes, entry)) continue;
    indexes += 1;
    for (let at = HEADER + entry - DIGEST; at + DIGEST <= bytes.length; at += entry) {
      const key = bytes.toString('latin1', at, at + DIGEST);
      if (seen.has(key)) continue;
      seen.add(key);
      const hex = bytes.toString('hex', at, at + DIGEST);
      const chunk = join(chunks, `${hex.slice(0, 4)}/${hex}`);
      if (statEntry(root, chunk) !== undefined) continue;
      gone += 1;
      if (findings.length < MOST_FINDINGS)
        findings.push(finding('missing', chunk, { note: `${toText(file)} needs it, and maybe others` }));
    }
  }
  if (indexes === 0) return undefined;
  const notes = [
    `chunks that ${indexes} indexes name, which prove themselves: ${seen.size}`,
    ...(gone > findings.length
      ? [`chunks that are gone: ${gone}, of which ${findings.length} are named`]
      : []),
  ];
  return { inventory: 'open', entries: [], findings, notes, base: top };
}

function holds(bytes: Buffer, entry: number): boolean {
  const magic = entry === DIGEST ? MAGIC.fixed : MAGIC.dynamic;
  if (bytes.length < HEADER || bytes.toString('hex', 0, 8) !== magic) return false;
  const found = createHash('sha256').update(bytes.subarray(HEADER)).digest();
  return found.equals(bytes.subarray(32, 64)) && (bytes.length - HEADER) % entry === 0;
}

/** Everything below the directories of a datastore but the chunks, of which there are millions. */
function* outside(root: BytePath, top: BytePath, chunks: BytePath): ReturnType<typeof membersOf> {
  for (const { name, kind } of namesOf(root, top))
    if (kind === 'directory' && join(top, name) !== chunks) yield* membersOf(root, join(top, name));
}
