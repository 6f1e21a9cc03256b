import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, unsafeBecause } from '../../model/path.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { linksBelow, membersOf } from '../kit/list-files.ts';
import { subdirectoriesOf } from '../kit/place-names.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { headText, textOf } from '../kit/voucher-text.ts';
import { parseHashdeep } from './lines.ts';
import { type HashdeepRecord, looksLikeMd5deep, parseMd5deep } from './record.ts';
import { placeRecords } from './scope.ts';

const DEEPEST = 64;
const MAGIC = '%%%% HASHDEEP-';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openHashdeep(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const isPacked = /\.gz$/i.test(path);
  if (!isPacked && !isOne(headText(candidate))) return undefined;
  const bytes = await readVoucherFile(root, path, { gunzip: isPacked });
  if (typeof bytes === 'string') return undefined;
  const text = textOf(bytes);
  return isOne(text.slice(0, 512)) ? read(root, path, text) : undefined;
}

function isOne(head: string): boolean {
  return head.startsWith(MAGIC) || looksLikeMd5deep(head);
}

function read(root: BytePath, path: BytePath, text: string): VoucherContents {
  const collector = createEntryCollector(path);
  const { problems } = collector;
  const isThere = (at: BytePath): boolean =>
    unsafeBecause(at) === undefined && statEntry(root, at) !== undefined;
  const parsed = text.startsWith(MAGIC)
    ? parseHashdeep(text, problems, (name) => endsThere(name, directoryOf(path), isThere))
    : parseMd5deep(text, problems);
  const { placed, notes, closed } = placeRecords(parsed, {
    root,
    list: path,
    isThere,
    directories: (directory) => subdirectoriesOf(root, directory),
  });
  const links = linksBelow(root);
  const own: BytePath[] = [];
  let outside = 0;
  for (const [i, record] of parsed.records.entries()) {
    const at = placed[i];
    if (at === undefined || at === path) continue;
    const reason = unsafeBecause(at);
    if (reason !== undefined) {
      problems.add('unsafe', record.line, reason);
      continue;
    }
    const real = links.follow(at);
    if (real !== undefined && real !== at) own.push(at, ...crossed(at, links));
    if (real === undefined && links.leadsOut(at)) {
      outside += 1;
      own.push(at);
    } else collector.add(entryOf(real ?? at, record), record.line);
  }
  if (placed.includes(path)) notes.push('it lists itself, which proves nothing');
  if (outside > 0) notes.push(`names behind links that lead out of the root, not read: ${outside}`);
  const entries = collector.all();
  const findings = [...collector.findings()];
  if (entries.length === 0 && findings.length === 0)
    findings.push(finding('manifest-damaged', path, { note: 'it has no entries' }));
  const base = findings.length === 0 ? closed : undefined;
  const silent = base === undefined ? [] : unsaid(root, base, links);
  return {
    inventory: base === undefined ? 'open' : 'closed',
    entries: [...entries, ...silent],
    findings,
    notes: [...parsed.notes, ...notes],
    own,
    ...(base === undefined ? {} : { base }),
  };
}

function entryOf(path: BytePath, { digests, size }: HashdeepRecord): ManifestEntry {
  return { path, kind: 'file', digests, size };
}

/** The links on the way to a path. */
function crossed(path: BytePath, links: ReturnType<typeof linksBelow>): BytePath[] {
  const found: BytePath[] = [];
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at))
    if (links.follow(at) !== at) found.push(at);
  return found;
}

/** hashdeep hashes files: it has no word for empty directories, and none for links that lead nowhere. */
function unsaid(root: BytePath, base: BytePath, links: ReturnType<typeof linksBelow>): ManifestEntry[] {
  const found: ManifestEntry[] = [];
  for (const { path, kind, isEmpty, target } of membersOf(root, base)) {
    if (isEmpty === true) found.push({ path, kind: 'directory', digests: [] });
    if (kind === 'link' && links.follow(path) === undefined) found.push({ path, kind, target, digests: [] });
  }
  return found;
}

/** Whether a name, or an end of an absolute one, is there below the list or the root. */
function endsThere(name: BytePath, base: BytePath, isThere: (path: BytePath) => boolean): boolean {
  if (!name.startsWith('/')) return isThere(join(base, name));
  const names = name.split('/').slice(-DEEPEST);
  return names.some((_, i) => {
    const end = names.slice(i).join('/');
    return end !== '' && (isThere(join(base, end)) || isThere(end));
  });
}
