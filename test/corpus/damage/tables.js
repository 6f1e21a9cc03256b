// The tables of the patterns of ransomware and the failures of storage.
import { table } from '../markdown.js';

const ABOUT = {
  ransomware: `## Ransomware and wipers

The parts of a file that strains overwrite by published reports, done to a tree of real files of 4 KB to 3 MB, of every type that the
packages hold; names and dates stay, there is no manifest. Seen and error: percent of the changed files that \`scan\` flags, and flags as an error; what a
directory is told for is beside it. Repeat with \`npm run corpus -- --only damage\`; with \`--ci\` on the fewer
files of CI, to which the least shares belong that CI holds.`,
  storage: `## Failing storage, transfers and rescues

The same tree after each failure. Where nobody can see a failure without a manifest, the table says so: a swapped or stale
part of text is text.`,
};

/** Both sections; nothing where a run left them out. */
export function damageSections(damage) {
  if (damage === undefined) return '';
  return Object.entries(damage)
    .map(([family, played]) => `${ABOUT[family]}\n\n${table(HEAD, played.map(rowOf))}`)
    .join('\n\n');
}

const HEAD = ['', 'files', 'seen', 'error', 'top line', 'directories told', 'missed'];

function rowOf({ name, isHealthy, changed, seen, errors, verdict, directories, missed }) {
  const percent = (count) => `${Math.round((count / Math.max(1, changed)) * 100)} %`;
  const types = missed.map(({ type, of, missed: count }) => `${type.replaceAll('-', ' ')} ${count}/${of}`);
  const told = isHealthy ? 'nothing to see' : types.join(', ');
  return [name, changed, percent(seen), percent(errors), verdict, directories, told];
}
