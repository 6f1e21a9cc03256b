import { formatCount, formatNumber, formatSeconds } from '../../model/counts.ts';
import { toText } from '../../model/path.ts';
import type { NamedFault, TreeEvidence } from '../../model/tree-evidence.ts';
import { type ByKind, partOf, type Texts } from './words.ts';

const HOUR = 3_600_000;

const LOOKS: Readonly<Record<ByKind<TreeEvidence>['outlier']['looks'], string>> = {
  zeros: 'and is zeros for the most part',
  pattern: 'and is a fill for the most part',
  random: 'and looks random',
  headless: 'and its head looks random or empty',
  page: 'and it is a web page',
  dense: 'and is of high entropy',
};

const NAMES: Readonly<Record<NamedFault, string>> = {
  strange: 'files whose name demands a format are of another one',
  empty: 'files that should have content are empty',
  overwritten: 'files are overwritten in part, or are nothing of what their names say',
  same: 'files whose name demands a format have one content under different names',
};

/** What many files together show, in words. */
export const TREE_TEXTS: Texts<TreeEvidence> = {
  outlier: ({ extension, files, peers, head, own, looks }) => {
    const others =
      head === undefined ? `${formatCount(peers)} are text` : `${formatCount(peers)} begin with ${hex(head)}`;
    return {
      detail: `of ${formatCount(files)} .${extension} files ${others}; this one begins with ${hex(own)}, ${LOOKS[looks]}`,
    };
  },
  flooded: ({ files, of, areNew, trait }) => ({
    detail: `${partOf(files, of)} ${areNew ? 'new ' : ''}files ${trait}`,
  }),
  garbage: ({ files, ofFiles, bytes, ofBytes }) => ({
    detail: `${partOf(files, ofFiles)} files and ${partOf(bytes, ofBytes)} bytes are garbage`,
  }),
  names: ({ what, files, of }) => ({
    detail: `${partOf(files, of)} ${NAMES[what]}`,
  }),
  disguised: ({ files, formats, example }) => ({
    detail: `${formatNumber(files, 'file')} have one content, as ${toText(example)}, under names that demand ${formats.length} formats: ${formats.join(', ')}`,
  }),
  series: ({ newest, of, same, bytes, median = 0 }) => ({
    detail:
      same === undefined
        ? `the newest of ${formatCount(of)}, ${toText(newest)}, has ${formatNumber(bytes, 'byte')}, and the others about ${formatCount(median)}`
        : `the newest ${partOf(same, of)}, up to ${toText(newest)}, have one content of ${formatNumber(bytes, 'byte')}`,
  }),
  hollow: ({ entries, files }) => ({
    detail:
      files === 0
        ? `it has ${formatCount(entries)} ${entries === 1 ? 'entry' : 'entries'}, but no file`
        : `it has ${formatNumber(files, 'file')}, but none holds a byte`,
  }),
  renamed: ({ files, extension, example, random }) => ({
    detail: `${formatNumber(files, 'file')} have the extension .${toText(extension)} behind another one, as ${toText(example)}; ${formatCount(random)} of them look random`,
  }),
  entries: ({ wanted, found }) => ({
    wanted: `${formatCount(wanted)} entries`,
    ...(found === undefined ? {} : { found: found === 0 ? 'none' : formatCount(found) }),
  }),
  lost: ({ lost, changed }) => ({
    detail:
      changed === undefined
        ? `${formatCount(lost)} are gone`
        : `${formatCount(changed)} do not hold and ${formatCount(lost)} are gone`,
  }),
  sums: ({ wanted, found }) => ({ wanted: sums(wanted), found: sums(found) }),
  'sealed-above': ({ directory, below }) => ({
    detail: `there is a manifest in ${toText(directory)} above it: list ${toText(below)} in a file, and restorable verify --files-from FILE ${toText(directory)}`,
  }),
  stores: ({ stores }) => ({
    detail: stores.map(({ top, about }) => `${top === '' ? './' : `${toText(top)}/`} is ${about}`).join('; '),
  }),
  least: ({ unit, least, found }) => ({
    wanted: `${formatCount(least)} ${unit} or more`,
    found: `${formatCount(found)} ${unit}`,
  }),
  shrink: ({ unit, before, now, most }) => {
    const gone = Math.floor(((before - now) / before) * 100);
    return {
      wanted: `${formatCount(before)} ${unit}`,
      found: `${formatCount(now)} ${unit}`,
      detail: `${gone} % fewer, and ${Math.round(most * 100)} % were allowed`,
    };
  },
  age: ({ of, most, age }) => {
    const wanted = `a ${of} younger than ${ageText(most)}`;
    return age === undefined
      ? { wanted, detail: `no ${of} with a date of the past` }
      : { wanted, found: `the youngest is ${ageText(age)} old` };
  },
  count: ({ most, found }) => ({ wanted: `${formatCount(most)} or fewer`, found: formatCount(found) }),
};

function sums({ bytes, files }: { readonly bytes: bigint; readonly files: bigint }): string {
  return `${formatCount(bytes)} bytes in ${formatCount(files)} files`;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

function ageText(ms: number): string {
  if (ms < HOUR) return formatSeconds(ms / 1000);
  return `${formatCount(Math.floor(ms / (HOUR / 10)) / 10)} h`;
}
