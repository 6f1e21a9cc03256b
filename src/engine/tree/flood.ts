import { KNOWN_EXTENSIONS } from '../../detect/known-extensions.ts';
import type { ContentClass } from '../../model/content.ts';
import { formatNumber } from '../../model/counts.ts';
import { type Finding, finding, type Severity } from '../../model/finding.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';
import { subtrees } from './subtrees.ts';

/** Without a past a directory must hold so many files of one kind; with one, so many new ones. */
const LEAST_FILES = 500;
const LEAST_NEW = 50;
const SHARE = 0.6;
/** Only its most frequent traits are kept of a directory, so that their sums may be a little low. */
const MOST_TRAITS = 20_000;
/** Of a directory with many traits only those that came so often are handed to its parent. */
const OFTEN = 8;
const MOST_TOLD = 1000;

type Tally = {
  readonly directory: BytePath;
  files: number;
  readonly traits: Map<string, number>;
  readonly below: Finding[];
};

/**
 * Tells directories that are flooded: where three fifths of the files in question share one trait that no honest job
 * gives them. With a past these are the files beyond an inventory, fifty at least; without one those of which nothing is
 * known, five hundred at least. What lies
 * in a directory that is told does not count for those above it.
 */
export function createFloodWatch(hasPast: boolean): {
  see(runs: readonly DirectorySpan[]): void;
  end(): Finding[];
} {
  const open = subtrees(start, (closed, parent) => {
    const told = verdict(closed, hasPast);
    if (told === undefined) merge(parent, closed);
    parent.below.push(...toldOf(closed, told).slice(0, Math.max(0, MOST_TOLD - parent.below.length)));
  });
  return {
    see(runs) {
      for (const { directory, sightings } of runs) {
        const tally = open.at(directory);
        for (const sighting of sightings) {
          if (hasPast ? !sighting.isNew : !sighting.isFree) continue;
          tally.files += 1;
          for (const trait of traitsOf(sighting, hasPast)) count(tally.traits, trait, 1);
        }
      }
    },
    end() {
      const root = open.end();
      return toldOf(root, verdict(root, hasPast));
    },
  };
}

function start(directory: BytePath): Tally {
  return { directory, files: 0, traits: new Map(), below: [] };
}

function toldOf({ below }: Tally, told: Finding | undefined): Finding[] {
  return told === undefined ? below : [told, ...below];
}

function merge(to: Tally, from: Tally): void {
  to.files += from.files;
  for (const [trait, files] of from.traits) {
    if (files >= OFTEN || from.traits.size < OFTEN * OFTEN || trait === RANDOM)
      count(to.traits, trait, files);
  }
}

function count(traits: Map<string, number>, trait: string, files: number): void {
  traits.set(trait, (traits.get(trait) ?? 0) + files);
  if (traits.size <= MOST_TRAITS) return;
  const rare = [...traits].toSorted(([, a], [, b]) => b - a).slice(MOST_TRAITS / 2);
  for (const [name] of rare) if (name !== RANDOM) traits.delete(name);
}

const RANDOM = 'random';
const GOOD: ReadonlySet<ContentClass> = new Set(['proven', 'sound', 'encrypted']);

function traitsOf({ path, bytes, summary }: ExaminedFile, hasPast: boolean): string[] {
  if (bytes === 0) return hasPast ? ['empty'] : [];
  const traits = [`the same content: ${summary.print} ${bytes}`];
  const isFormless = !summary.isRecognised && !GOOD.has(summary.contentClass);
  if (!isFormless) return traits;
  if (summary.kind === 'R') traits.push(RANDOM);
  if (!hasPast || summary.kind === 'T') return traits;
  const extension = extensionOf(nameOf(path));
  if (extension !== '' && !KNOWN_EXTENSIONS.has(extension) && !/^\d+$/.test(extension))
    traits.push(`the extension .${extension}`);
  traits.push(`the size of ${formatNumber(bytes, 'byte')}`);
  return traits;
}

function verdict({ directory, files, traits }: Tally, hasPast: boolean): Finding | undefined {
  if (files < (hasPast ? LEAST_NEW : LEAST_FILES)) return undefined;
  let [trait, most] = ['', 0];
  for (const [name, n] of traits) if (n > most) [trait, most] = [name, n];
  if (most < SHARE * files) return undefined;
  const what =
    trait === RANDOM ? 'look random and have no known format' : `share ${trait.replace(/: .*/, '')}`;
  const severity: Severity = trait === RANDOM ? 'error' : 'warning';
  return finding('flooded-directory', directory, {
    severity,
    evidence: [
      {
        is: 'flooded',
        files: most,
        of: files,
        areNew: hasPast,
        trait: trait === 'empty' ? 'are empty' : what,
      },
    ],
  });
}
