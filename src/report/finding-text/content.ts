import type { ContentEvidence, RangeContent, RangeEvidence } from '../../model/evidence.ts';
import { type FindingText, firstBytes, type Wording } from './words.ts';

const CONTENT: Readonly<Record<RangeContent, string>> = {
  zeros: 'zeros',
  random: 'random bytes',
  pattern: 'a pattern',
  damaged: 'damage',
  absent: 'nothing',
};
const NOW: Readonly<Record<RangeContent, string>> = { ...CONTENT, random: 'random', pattern: 'one pattern' };
const UNKNOWN = 'no known format';

/** Says what a detector saw in a file. */
export function contentText(evidence: ContentEvidence, words: Wording): FindingText {
  switch (evidence.is) {
    case 'ranges':
      return { detail: rangesText(evidence) };
    case 'type':
      return typeText(evidence);
    case 'filled':
      return { detail: filledText(evidence) };
    case 'record':
      return { detail: `a sector that begins like an NTFS record (${evidence.word}) at ${evidence.at}` };
    case 'random': {
      const { blocks, of, entropy, first } = evidence;
      const figure = `entropy ${entropy.toFixed(3)} bits per byte`;
      return {
        detail: `${blocks} of ${of} blocks are random, ${figure}, no known format: ${firstBytes(first)}`,
      };
    }
    case 'interleaved': {
      const { random, turn, first } = evidence;
      return {
        detail: `${random} of each ${turn} bytes are random, the others are not: ${firstBytes(first)}`,
      };
    }
    case 'repeats': {
      const { blocks, of, at } = evidence;
      const [first = 0, second = 0] = at;
      return {
        detail: `${blocks} of ${of} blocks repeat earlier ones; the block at ${first} is repeated at ${second}`,
      };
    }
    case 'empty':
      return { detail: `0 bytes, but a .${evidence.extension} file is never empty` };
    case 'ransom-note': {
      const quoted = evidence.words.map((each) => JSON.stringify(each)).join(', ');
      return { detail: `reads like a ransom note, ${evidence.words.length} signs: ${quoted}` };
    }
    case 'cut-row': {
      const { at, fields, of } = evidence;
      return {
        detail: `ends at ${at}: the last row has no line end, and ${fields ?? 'not all'} of ${of} fields`,
      };
    }
    case 'turned': {
      const { before = `of ${UNKNOWN}`, after = UNKNOWN, mostly } = evidence;
      const now = mostly === undefined ? `${after} now` : `now mostly ${NOW[mostly]}`;
      return { detail: `${before} ${words.sealed}, ${now}` };
    }
    case 'gained': {
      const percent = `${Math.round(evidence.share * 100)} %`;
      return { detail: `${percent} more of its blocks are ${NOW[evidence.of]} than ${words.sealed}` };
    }
    case 'entropy': {
      const figures = `${evidence.before.toFixed(2)} to ${evidence.after.toFixed(2)} bits per byte`;
      return { detail: `the size is the same, but the entropy rose from ${figures}` };
    }
    case 'in-flight':
      return { detail: 'a temporary file, by its name' };
    case 'sampled':
      return { detail: 'by samples' };
    case 'accepted':
      return { detail: 'accepted when it was sealed' };
  }
}

function rangesText({ of, ranges, more, size, where, first }: RangeEvidence): string {
  const [range] = ranges;
  if (range === undefined) return '';
  const others = ranges.length - 1 + more;
  const rest = others === 0 ? '' : ` and ${others} more ranges`;
  const said = `${CONTENT[of]} from ${range.start} to ${range.end}${rest}`;
  const place = {
    sectors: ', on sector boundaries inside other data',
    among: ', among bytes that are not random',
    edge: `, of ${size} bytes`,
    whole: ', which is all of it',
  };
  return `${said}${where === undefined ? '' : place[where]}${first === undefined ? '' : `: ${firstBytes(first)}`}`;
}

function filledText({ size, period, first }: Extract<ContentEvidence, { is: 'filled' }>): string {
  if (period === 0) return `all ${size} bytes are zero`;
  const what = period === 1 ? 'one byte' : `a pattern of ${period} bytes`;
  return `all ${size} bytes are ${what} repeated: ${firstBytes(first)}`;
}

function typeText(evidence: Extract<ContentEvidence, { is: 'type' }>): FindingText {
  const { extension, wanted, format, first, isOther = false, isSplitZip = false } = evidence;
  const names = wanted.join(' or ');
  const begins = format ?? firstBytes(first);
  const split = isSplitZip ? ': the last volume of a split zip' : '';
  return {
    wanted: names,
    ...(isOther && format !== undefined ? { found: format } : {}),
    detail: `a .${extension} file must be ${names}, but this one begins as ${begins}${split}`,
  };
}
