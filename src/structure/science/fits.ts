import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const BLOCK = 2880;
const CARD = 80;
/** Their usual names, packed or not. */
const NAME = /\.(?:fits?|fts)(?:\.\w+)?$/i;
const MAX_AXES = 999;
const MAX_HEADER_BLOCKS = 4096;

/**
 * FITS (standard 4.0, sections 3 and 4): header blocks of 36 cards up to END, then as many data blocks as the cards
 * BITPIX, NAXISn, PCOUNT and GCOUNT say, part after part. Anything may follow the last part.
 */
export const fits: Structure = {
  name: 'fits',
  starts: 'S',
  // Parts are padded to whole blocks, with zeros after data.
  traits: ['paged'],
  extensions: ['fits', 'fts'],
  recognises: (head) => /^SIMPLE {2}= {1,20}T/.test(Buffer.from(head.subarray(0, 31)).toString('latin1')),
  createCheck: ({ path }) => exactProbe((reader) => walk(reader, NAME.test(path))),
};

function* walk(reader: ExactReader, isNamed: boolean): Step<StructureVerdict> {
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst && !(yield* isExtension(reader))) return SOUND;
    const at = reader.offset;
    // Some people keep headers alone, padded or not, under other names.
    const mayBeAlone = isFirst && !isNamed;
    const cards = yield* header(reader, mayBeAlone);
    if (cards === undefined) return UNKNOWN;
    const bytes = Math.abs(number(cards, 'BITPIX')) / 8;
    const axes = number(cards, 'NAXIS');
    if (!(bytes >= 1 && bytes <= 8) || !(axes >= 0 && axes <= MAX_AXES))
      return mayBeAlone ? UNKNOWN : broken(`the header at ${at} has no BITPIX or no NAXIS`);
    const sizes = Array.from({ length: axes }, (_, i) => number(cards, `NAXIS${i + 1}`));
    // Random groups (6.1): the first axis is 0 and does not count.
    const isGroups = cards.get('GROUPS') === 'T' && sizes[0] === 0;
    const values = axes === 0 ? 0 : (isGroups ? sizes.slice(1) : sizes).reduce((a, b) => a * b, 1);
    const parameters = number(cards, 'PCOUNT', 0);
    const groups = number(cards, 'GCOUNT', 1);
    const length = axes === 0 ? 0 : bytes * groups * (parameters + values);
    if (!(length >= 0)) return UNKNOWN;
    const start = yield* reader.takeUpTo(Math.min(length, 1));
    if (mayBeAlone && start.length < Math.min(length, 1)) return UNKNOWN;
    yield* reader.skip(length - start.length, `the data of the header at ${at}`);
    // Some programs omit the padding of the last block.
    yield* reader.takeUpTo((BLOCK - (length % BLOCK)) % BLOCK);
  }
}

function* isExtension(reader: ExactReader): Step<boolean> {
  return (yield* reader.takeUpTo(8)).toString('latin1') === 'XTENSION';
}

/**
 * Reads the cards of the header that starts here, values by keyword; undefined where it has no end within 11 MB, or
 * where it may be short.
 */
function* header(reader: ExactReader, mayBeShort: boolean): Step<ReadonlyMap<string, string> | undefined> {
  const cards = new Map<string, string>();
  // The first keyword of an extension has already been read.
  let lead = reader.offset % BLOCK;
  for (let blocks = 0; blocks < MAX_HEADER_BLOCKS; blocks++) {
    const bytes = mayBeShort
      ? yield* reader.takeUpTo(BLOCK - lead)
      : yield* reader.take(BLOCK - lead, 'a header');
    if (bytes.length < BLOCK - lead) return undefined;
    const block = bytes.toString('latin1').padStart(BLOCK);
    lead = 0;
    for (let at = 0; at < BLOCK; at += CARD) {
      const card = block.slice(at, at + CARD);
      if (/^END {5}/.test(card)) return cards;
      const value = /^([A-Z0-9_-]{1,8}) *= *([^ /]+)/.exec(card);
      if (value?.[1] !== undefined && value[2] !== undefined && cards.size < 4096)
        cards.set(value[1], value[2]);
    }
  }
  return undefined;
}

function number(cards: ReadonlyMap<string, string>, name: string, otherwise = Number.NaN): number {
  const text = cards.get(name);
  return text === undefined ? otherwise : Number(text);
}
