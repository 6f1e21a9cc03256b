import type { TreeEvidence } from '../../model/evidence.ts';
import { toText } from '../../model/path.ts';
import type { FindingText } from './words.ts';

const LOOKS: Readonly<Record<Extract<TreeEvidence, { is: 'outlier' }>['looks'], string>> = {
  zeros: 'and is zeros for the most part',
  pattern: 'and is a fill for the most part',
  random: 'and looks random',
  headless: 'and its head looks random or empty',
  dense: 'and is of high entropy',
};

/** Says what many files together show. */
export function treeText(evidence: TreeEvidence): FindingText {
  switch (evidence.is) {
    case 'outlier': {
      const { extension, files, peers, head, own, looks } = evidence;
      const others = head === undefined ? `${peers} are text` : `${peers} begin with ${hex(head)}`;
      return {
        detail: `of ${files} .${extension} files ${others}; this one begins with ${hex(own)}, ${LOOKS[looks]}`,
      };
    }
    case 'flooded': {
      const { files, of, areNew, trait } = evidence;
      return { detail: `${files} of ${of} ${areNew ? 'new ' : ''}files ${trait}` };
    }
    case 'garbage': {
      const { files, ofFiles, bytes, ofBytes } = evidence;
      return { detail: `${files} of ${ofFiles} files and ${bytes} of ${ofBytes} bytes are garbage` };
    }
    case 'renamed': {
      const { files, extension, example, random } = evidence;
      return {
        detail: `${files} files have the extension .${toText(extension)} behind another one, as ${toText(example)}; ${random} of them look random`,
      };
    }
    case 'entries':
      return {
        wanted: `${evidence.wanted} entries`,
        ...(evidence.found === undefined
          ? {}
          : { found: evidence.found === 0 ? 'none' : `${evidence.found}` }),
      };
    case 'lost': {
      const { lost, changed } = evidence;
      return {
        detail: changed === undefined ? `${lost} are gone` : `${changed} do not hold and ${lost} are gone`,
      };
    }
    case 'sums':
      return { wanted: sums(evidence.wanted), found: sums(evidence.found) };
    case 'stores':
      return {
        detail: evidence.stores
          .map(({ top, about }) => `${top === '' ? './' : `${toText(top)}/`} is ${about}`)
          .join('; '),
      };
    case 'least':
    case 'shrink':
    case 'age':
    case 'count':
      return gateText(evidence);
  }
}

type Gate = Extract<TreeEvidence, { is: 'least' | 'shrink' | 'age' | 'count' }>;

function gateText(evidence: Gate): FindingText {
  switch (evidence.is) {
    case 'least': {
      const { unit, least, found } = evidence;
      return { wanted: `${least} ${unit} or more`, found: `${found} ${unit}` };
    }
    case 'shrink': {
      const { unit, before, now, most } = evidence;
      const gone = Math.floor(((before - now) / before) * 100);
      return {
        wanted: `${before} ${unit}`,
        found: `${now} ${unit}`,
        detail: `${gone} % fewer, and ${Math.round(most * 100)} % were allowed`,
      };
    }
    case 'age': {
      const { most, age } = evidence;
      const wanted = `younger than ${hours(most)}`;
      return age === undefined
        ? { wanted, detail: 'no file and no seal with a date of the past' }
        : { wanted, found: `${hours(age)} old` };
    }
    case 'count':
      return { wanted: `${evidence.most} or fewer`, found: `${evidence.found}` };
  }
}

function sums({ bytes, files }: { readonly bytes: bigint; readonly files: bigint }): string {
  return `${bytes} bytes in ${files} files`;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

function hours(ms: number): string {
  return `${Math.floor(ms / 360_000) / 10} h`;
}
