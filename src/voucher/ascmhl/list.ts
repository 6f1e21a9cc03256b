import { placeIn } from '../../manifest/checksum/base.ts';
import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { compareWithoutDigest } from '../kit/compare-size.ts';
import { membersOf } from '../kit/list-files.ts';
import { placeNames } from '../kit/place-names.ts';
import { headOf, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import type { History } from './chain.ts';
import { ignoring } from './ignore.ts';
import { mergeGenerations } from './merge.ts';
import { CHAIN } from './names.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openAscMhl({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  if (nameOf(directory).toLowerCase() !== 'ascmhl') return undefined;
  const { readGenerations } = await import('./chain.ts');
  return read(root, directory, await readGenerations(root, directory, nameOf(path) === CHAIN));
}

function read(
  root: BytePath,
  directory: BytePath,
  { generations, lastUnknown = -1, ...said }: History,
): VoucherContents {
  const names = generations.flatMap(({ list }) => list.entries.map((entry) => entry.path));
  // The directory of the history is to its files as a list is to those beside it.
  const { base: relative, notes } = placeNames(
    { root, path: directory },
    names.filter((name) => name !== '.'),
    { escaped: true, describesLinks: true },
  );
  const { from, to: base } = relative;
  const merged = mergeGenerations(generations, (path) => placeIn(relative, path) ?? join(base, path));
  const isWeak = ({ kind, digests }: ManifestEntry): boolean => kind === 'file' && digests.length === 0;
  const weak = merged.entries.filter(isWeak);
  const isRenamed = ({ path }: ManifestEntry): boolean =>
    (merged.named.get(path) ?? lastUnknown) < lastUnknown && statEntry(root, path) === undefined;
  const all = merged.entries.filter((each) => !isWeak(each));
  const strong = lastUnknown < 0 ? all : all.filter((each) => !isRenamed(each));
  const before = [...said.findings, ...merged.findings];
  if (generations.length === 0 && before.length === 0)
    before.push(finding('manifest-damaged', join(directory, CHAIN), { note: 'it has no generations' }));
  const isWhole = generations.some(({ list }) => list.isWhole);
  const isClosed = isWhole && from === '' && weak.length === 0 && before.length === 0;
  const own: BytePath[] = [];
  const silent: ManifestEntry[] = [];
  const isIgnored = ignoring(generations.flatMap(({ list }) => list.ignored));
  const listed = new Set(strong.map(({ path }) => path));
  for (const { path, kind, isEmpty } of membersOf(root, base)) {
    const below = base === '' ? path : path.slice(base.length + 1);
    // What a history further down says of its files has to be known before any of them is unexpected.
    if (kind === 'file' && path.endsWith(`/${CHAIN}`)) headOf(root, path, 1);
    if (kind !== 'directory' && (path.startsWith(`${directory}/`) || isIgnored(below))) own.push(path);
    if (isEmpty === true && !listed.has(path)) silent.push({ path, kind: 'directory', digests: [] });
  }
  return {
    inventory: isClosed ? 'closed' : 'open',
    base,
    entries: [...strong, ...(isClosed ? silent : [])],
    findings: [...before, ...weak.flatMap((each) => compareWithoutDigest(root, each))],
    notes: [
      `generations: ${generations.length}`,
      ...(strong.length < all.length
        ? [
            `files that are gone or were renamed by a generation that is not known: ${all.length - strong.length}`,
          ]
        : []),
      ...notes,
      ...said.notes,
      ...merged.notes,
    ],
    own,
  };
}
