import { toText } from '../../model/path.ts';
import type { NamedFault, TreeEvidence } from '../../model/tree-evidence.ts';
import type { ByKind, Texts } from './words.ts';

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
    const others = head === undefined ? `${peers} are text` : `${peers} begin with ${hex(head)}`;
    return {
      detail: `of ${files} .${extension} files ${others}; this one begins with ${hex(own)}, ${LOOKS[looks]}`,
    };
  },
  flooded: ({ files, of, areNew, trait }) => ({
    detail: `${files} of ${of} ${areNew ? 'new ' : ''}files ${trait}`,
  }),
  garbage: ({ files, ofFiles, bytes, ofBytes }) => ({
    detail: `${files} of ${ofFiles} files and ${bytes} of ${ofBytes} bytes are garbage`,
  }),
  names: ({ what, files, of }) => ({
    detail: `${files} of ${of} ${NAMES[what]}`,
  }),
  disguised: ({ files, formats, example }) => ({
    detail: `${files} files have one content, as ${toText(example)}, under names that demand ${formats.length} formats: ${formats.join(', ')}`,
  }),
  series: ({ newest, of, same, bytes, median = 0 }) => ({
    detail:
      same === undefined
        ? `the newest of ${of}, ${toText(newest)}, has ${bytes} bytes, and the others about ${median}`
        : `the newest ${same} of ${of}, up to ${toText(newest)}, have one content of ${bytes} bytes`,
  }),
  hollow: ({ entries, files }) => ({
    detail:
      files === 0
        ? `it has ${entries} ${entries === 1 ? 'entry' : 'entries'}, but no file`
        : `it has ${files} ${files === 1 ? 'file' : 'files'}, but none holds a byte`,
  }),
  renamed: ({ files, extension, example, random }) => ({
    detail: `${files} files have the extension .${toText(extension)} behind another one, as ${toText(example)}; ${random} of them look random`,
  }),
  entries: ({ wanted, found }) => ({
    wanted: `${wanted} entries`,
    ...(found === undefined ? {} : { found: found === 0 ? 'none' : `${found}` }),
  }),
  lost: ({ lost, changed }) => ({
    detail: changed === undefined ? `${lost} are gone` : `${changed} do not hold and ${lost} are gone`,
  }),
  sums: ({ wanted, found }) => ({ wanted: sums(wanted), found: sums(found) }),
  'sealed-above': ({ directory, below }) => ({
    detail: `there is a manifest in ${toText(directory)} above it: list ${toText(below)} in a file, and restorable verify --files-from FILE ${toText(directory)}`,
  }),
  stores: ({ stores }) => ({
    detail: stores.map(({ top, about }) => `${top === '' ? './' : `${toText(top)}/`} is ${about}`).join('; '),
  }),
  least: ({ unit, least, found }) => ({ wanted: `${least} ${unit} or more`, found: `${found} ${unit}` }),
  shrink: ({ unit, before, now, most }) => {
    const gone = Math.floor(((before - now) / before) * 100);
    return {
      wanted: `${before} ${unit}`,
      found: `${now} ${unit}`,
      detail: `${gone} % fewer, and ${Math.round(most * 100)} % were allowed`,
    };
  },
  age: ({ of, most, age }) => {
    const wanted = `a ${of} younger than ${hours(most)}`;
    return age === undefined
      ? { wanted, detail: `no ${of} with a date of the past` }
      : { wanted, found: `the youngest is ${hours(age)} old` };
  },
  count: ({ most, found }) => ({ wanted: `${most} or fewer`, found: `${found}` }),
};

function sums({ bytes, files }: { readonly bytes: bigint; readonly files: bigint }): string {
  return `${bytes} bytes in ${files} files`;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

function hours(ms: number): string {
  return `${Math.floor(ms / 360_000) / 10} h`;
}
