import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { compareWithoutDigest } from '../kit/compare-size.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { placeNames } from '../kit/place-names.ts';
import { headOfCandidate, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { textOf } from '../kit/voucher-text.ts';
import { toManifestEntry } from './entry.ts';
import { looksLikeMtree, type MtreeEntry, parseMtree } from './lines.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openMtree(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const head = headOfCandidate(candidate);
  const isPacked = head.toString('hex', 0, 2) === '1f8b';
  if (!isPacked && !looksLikeMtree(textOf(head))) return undefined;
  const bytes = await readVoucherFile(root, path, { gunzip: true });
  if (typeof bytes === 'string') return isPacked ? unreadable(path, bytes) : undefined;
  const text = textOf(bytes);
  return looksLikeMtree(text.slice(0, 4096)) ? read(candidate, text) : undefined;
}

function unreadable(path: BytePath, code: string): VoucherContents {
  const findings = [finding('manifest-damaged', path, { note: `it cannot be unpacked (${code})` })];
  return { inventory: 'open', entries: [], findings, notes: [] };
}

function read(candidate: Candidate, text: string): VoucherContents {
  const { root, path } = candidate;
  const collector = createEntryCollector(path);
  const { problems } = collector;
  const spec = parseMtree(text, problems);
  const safe = spec.entries.filter((entry) =>
    isSafe(entry, (reason) => problems.add('unsafe', entry.line, reason)),
  );
  const named = nameOf(spec.tree?.replace(/\/+$/, '') ?? '');
  const inside = safe.filter((entry) => entry.path !== '');
  const {
    base: { from, to: base },
    ...found
  } = placeNames(
    candidate,
    inside.map((entry) => entry.path),
    {
      escaped: true,
      describesLinks: true,
      named: named === '' ? [] : [named],
    },
  );
  const places = new Map(inside.map((entry, i) => [entry, found.placed[i]]));
  const notes: string[] = [];
  const own: BytePath[] = [];
  const weakOnes = createEntryCollector(path);
  let ignored = 0;
  for (const entry of safe) {
    const place = places.get(entry) ?? { path: base };
    if ('danger' in place) {
      problems.add('unsafe', entry.line, place.danger);
      continue;
    }
    const at = place.path;
    if (at === '' || at === path) continue;
    if (entry.keywords.has('ignore')) ignored += 1;
    const expected = toManifestEntry(entry, at, problems);
    if (expected === undefined) continue;
    if (entry.keywords.has('optional') && statEntry(root, at) === undefined) continue;
    (isWeak(expected) ? weakOnes : collector).add(expected, entry.line);
  }
  const weak = weakOnes.all();
  for (const { path: at, kind } of weak) if (kind === 'link') own.push(at);
  const files = weak.filter(({ kind }) => kind === 'file').length;
  const findings = [...collector.findings(), ...weakOnes.findings()];
  const [first] = safe;
  const top = first?.keywords.get('type') === 'dir' ? first.path : undefined;
  const isWhole =
    top !== undefined &&
    safe.every((each) => top === '' || each.path === top || each.path.startsWith(`${top}/`));
  if (ignored > 0) notes.push(`directories that it ignores, so that additions are not told: ${ignored}`);
  if (files > 0) notes.push(`files without a digest there, compared by kind and size alone: ${files}`);
  if (safe.length === 0 && findings.length === 0)
    findings.push(finding('manifest-damaged', path, { note: 'it has no entries' }));
  const isClosed = isWhole && from === '' && ignored === 0 && files === 0 && findings.length === 0;
  return {
    inventory: isClosed ? 'closed' : 'open',
    base: isClosed ? join(base, top).replace(/\/$/, '') : base,
    entries: collector.all(),
    findings: [...findings, ...weak.flatMap((each) => compareWithoutDigest(root, each))],
    // A closed inventory says by its base what the names are relative to.
    notes: isClosed ? notes : [...notes, ...found.notes],
    own,
  };
}

/** A file without a digest, or a link that is not said where it points. */
function isWeak({ kind, digests, target }: ManifestEntry): boolean {
  return (kind === 'file' && digests.length === 0) || (kind === 'link' && target === undefined);
}

function isSafe({ path }: MtreeEntry, refuse: (reason: string) => void): boolean {
  const reason = path === '' ? undefined : unsafeBecause(path.replace(/^(?:\.\.\/)+/, ''));
  if (reason !== undefined) refuse(reason);
  return reason === undefined;
}
