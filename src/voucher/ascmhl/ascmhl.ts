import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { compareWithoutDigest } from '../kit/compare-size.ts';
import type { Format, Vouching } from '../kit/list.ts';
import { membersOf } from '../kit/list-files.ts';
import type { MhlGeneration } from './chain.ts';
import { ignoring } from './ignore.ts';
import { mergeGenerations } from './merge.ts';

const GENERATION = /^\d{4,}_.*\.mhl$/i;
const CHAIN = 'ascmhl_chain.xml';

/**
 * Histories of ASC MHL 2.0 (`ascmhl/` with its chain): the chain vouches for the generations, those for the files, the
 * earliest digest of a file counts, and renames are followed. A history of a whole directory is a closed inventory of that.
 */
export const ascmhl: Format = {
  name: 'ascmhl',
  about:
    'ASC Media Hash Lists 2.0: generations held by their chain, all files of the directory but ignored ones',
  find(names) {
    if (names.has(CHAIN)) return [CHAIN];
    const [first] = [...names].filter((name) => GENERATION.test(name)).toSorted();
    return first === undefined ? [] : [first];
  },
  async open({ root, path }) {
    const directory = directoryOf(path);
    if (nameOf(directory).toLowerCase() !== 'ascmhl') return undefined;
    const { readGenerations } = await import('./chain.ts');
    const { generations, findings, notes } = await readGenerations(root, directory, nameOf(path) === CHAIN);
    return read(root, directory, generations, { findings, notes });
  },
};

function read(
  root: BytePath,
  directory: BytePath,
  generations: readonly MhlGeneration[],
  said: Pick<Vouching, 'findings' | 'notes'>,
): Vouching {
  const base = directoryOf(directory);
  const merged = mergeGenerations(generations, base);
  const isWeak = ({ kind, digests }: ManifestEntry): boolean => kind === 'file' && digests.length === 0;
  const weak = merged.promises.filter(isWeak);
  const strong = merged.promises.filter((each) => !isWeak(each));
  const before = [...said.findings, ...merged.findings];
  if (generations.length === 0 && before.length === 0)
    before.push(finding('manifest-damaged', join(directory, CHAIN), { detail: 'it has no generations' }));
  const isWhole = generations.some(({ list }) => list.isWhole);
  const isClosed = isWhole && weak.length === 0 && before.length === 0;
  const own: BytePath[] = [];
  const silent: ManifestEntry[] = [];
  const isIgnored = ignoring(generations.flatMap(({ list }) => list.ignored));
  const promised = new Set(strong.map(({ path }) => path));
  for (const { path, kind, isEmpty } of membersOf(root, base)) {
    const below = base === '' ? path : path.slice(base.length + 1);
    if (kind !== 'directory' && (path.startsWith(`${directory}/`) || isIgnored(below))) own.push(path);
    if (isEmpty === true && !promised.has(path)) silent.push({ path, kind: 'directory', digests: [] });
  }
  return {
    inventory: isClosed ? 'closed' : 'open',
    base,
    entries: [...strong, ...(isClosed ? silent : [])],
    findings: [...before, ...weak.flatMap((each) => compareWithoutDigest(root, each))],
    notes: [`generations: ${generations.length}`, ...said.notes, ...merged.notes],
    own,
  };
}
