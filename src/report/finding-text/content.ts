import { formatCount, formatNumber } from '../../model/counts.ts';
import type { ContentEvidence, RangeContent, RangeEvidence, TextMode } from '../../model/evidence.ts';
import { type FindingText, firstBytes, partOf, type Texts } from './words.ts';

const CONTENT: Readonly<Record<RangeContent, string>> = {
  zeros: 'zeros',
  random: 'random bytes',
  pattern: 'a pattern',
  counter: 'words that count',
  damaged: 'damage',
  absent: 'nothing',
};
const NOW: Readonly<Record<RangeContent, string>> = { ...CONTENT, random: 'random', pattern: 'one pattern' };
const UNKNOWN = 'no known format';
const RECORDS: Readonly<Record<string, string>> = {
  jbd2: 'a block of a journal of ext4',
  ext4: 'a block of a directory of ext4',
};

const MODES: Readonly<Record<TextMode, string>> = {
  crlf: 'every line end is CR LF',
  lf: 'line ends are LF alone',
  cr: 'line ends are CR alone',
  replaced: 'bytes that are not UTF-8 are replaced by U+FFFD',
  'utf-8': 'each byte is a character of UTF-8',
  '7-bit': 'no byte has its high bit',
};

/** What a detector saw in a file, in words. */
export const CONTENT_TEXTS: Texts<ContentEvidence> = {
  ranges: (evidence) => ({ detail: rangesText(evidence) }),
  type: typeText,
  filled: (evidence) => ({ detail: filledText(evidence) }),
  record: ({ word, at }) => ({
    detail: `${RECORDS[word] ?? `a sector that begins like an NTFS record (${word})`} at ${formatCount(at)}`,
  }),
  random: ({ blocks, of, entropy, first }) => {
    const figure = `entropy ${entropy.toFixed(3)} bits per byte`;
    return {
      detail: `${partOf(blocks, of)} blocks are random, ${figure}, no known format: ${firstBytes(first)}`,
    };
  },
  interleaved: ({ random, turn, first }) => ({
    detail: `${formatCount(random)} of each ${formatNumber(turn, 'byte')} are random, the others are not: ${firstBytes(first)}`,
  }),
  repeats: ({ blocks, of, at: [first = 0, second = 0] }) => ({
    detail: `${partOf(blocks, of)} blocks repeat earlier ones; the block at ${formatCount(first)} is repeated at ${formatCount(second)}`,
  }),
  empty: ({ extension }) => ({ detail: `0 bytes, but a .${extension} file is never empty` }),
  'ransom-note': ({ words }) => {
    const quoted = words.map((each) => JSON.stringify(each)).join(', ');
    return { detail: `reads like a ransom note, ${formatNumber(words.length, 'sign')}: ${quoted}` };
  },
  'cut-row': ({ at, fields, of }) => ({
    detail: `ends at ${formatCount(at)}: the last row has no line end, and ${fields === undefined ? 'not all' : formatCount(fields)} of ${formatNumber(of, 'field')}`,
  }),
  'text-mode': ({ how }) => ({ detail: `transferred or saved as text: ${MODES[how]}` }),
  'cut-text': ({ at }) => ({
    detail: `ends at ${formatCount(at)}, a border of blocks of 4,096 bytes, without a line end`,
  }),
  turned: ({ before = `of ${UNKNOWN}`, after = UNKNOWN, mostly }, words) => {
    const now = mostly === undefined ? `${after} now` : `now mostly ${NOW[mostly]}`;
    return { detail: `${before} ${words.sealed}, ${now}` };
  },
  gained: ({ share, of }, words) => ({
    detail: `${Math.round(share * 100)} % more of its blocks are ${NOW[of]} than ${words.sealed}`,
  }),
  entropy: ({ before, after }) => ({
    detail: `the size is the same, but the entropy rose from ${before.toFixed(2)} to ${after.toFixed(2)} bits per byte`,
  }),
  'in-flight': () => ({ detail: 'a temporary file, by its name' }),
  sampled: () => ({ detail: 'by samples' }),
  accepted: () => ({ detail: 'accepted when it was sealed' }),
};

function rangesText({ of, ranges, more, size, where, first }: RangeEvidence): string {
  const [range] = ranges;
  if (range === undefined) return '';
  const others = ranges.length - 1 + more;
  const rest = others === 0 ? '' : ` and ${formatNumber(others, 'more range')}`;
  const said = `${CONTENT[of]} from ${formatCount(range.start)} to ${formatCount(range.end)}${rest}`;
  const place = {
    sectors: ', on sector boundaries inside other data',
    among: ', among bytes that are not random',
    edge: `, of ${formatNumber(size, 'byte')}`,
    whole: ', which is all of it',
  };
  return `${said}${where === undefined ? '' : place[where]}${first === undefined ? '' : `: ${firstBytes(first)}`}`;
}

function filledText({ size, period, first, mayBe }: Extract<ContentEvidence, { is: 'filled' }>): string {
  const hint = mayBe !== undefined ? '; if it should be so: --expect zero=GLOB' : '';
  if (period === 0) return `all ${formatNumber(size, 'byte')} are zero${hint}`;
  const what = period === 1 ? 'one byte' : `a pattern of ${formatNumber(period, 'byte')}`;
  return `all ${formatNumber(size, 'byte')} are ${what} repeated: ${firstBytes(first)}${hint}`;
}

function typeText(evidence: Extract<ContentEvidence, { is: 'type' }>): FindingText {
  const { extension, wanted, format, first, isOther = false, isSplitZip = false, says } = evidence;
  const names = wanted.join(' or ');
  const begins = format ?? firstBytes(first);
  const said = says === undefined ? '' : `: ${JSON.stringify(says)}`;
  const split = isSplitZip ? ': the last volume of a split zip' : '';
  if (wanted.length === 0)
    return {
      ...(format === undefined ? {} : { found: format }),
      detail: `a .${extension} file should not begin as ${begins}${said}`,
    };
  return {
    wanted: names,
    ...(isOther && format !== undefined ? { found: format } : {}),
    detail: `a .${extension} file must be ${names}, but this one begins as ${begins}${split}${said}`,
  };
}
