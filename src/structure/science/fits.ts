import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const BLOCK = 2880;
const CARD = 80;
/** Their usual names, packed or not. */
const NAME = /\.(?:fits?|fts)(?:\.\w+)?$/i;
const MOST_AXES = 999;
const MOST_HEADER_BLOCKS = 4096;

/**
 * FITS (standard 4.0, sections 3 and 4): header blocks of 36 cards to END, then as many blocks of data as the cards
 * BITPIX, NAXISn, PCOUNT and GCOUNT promise, part after part. What follows the last part is allowed.
 */
export const fits: Structure = {
  name: 'fits',
  starts: 'S',
  // Parts are filled up to the block, with zeros where they are data.
  traits: ['paged'],
  extensions: ['fits', 'fts'],
  recognises: (head) => /^SIMPLE {2}= {1,20}T/.test(Buffer.from(head.subarray(0, 31)).toString('latin1')),
  begin: ({ path }) => onTape((tape) => walk(tape, NAME.test(path))),
};

function* walk(tape: Tape, isNamed: boolean): Step<StructureVerdict> {
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst && !(yield* isExtension(tape))) return SOUND;
    const at = tape.offset;
    // People keep headers alone, filled up or not, under names of their own.
    const mayBeAlone = isFirst && !isNamed;
    const cards = yield* header(tape, mayBeAlone);
    if (cards === undefined) return UNKNOWN;
    const bytes = Math.abs(number(cards, 'BITPIX')) / 8;
    const axes = number(cards, 'NAXIS');
    if (!(bytes >= 1 && bytes <= 8) || !(axes >= 0 && axes <= MOST_AXES))
      return mayBeAlone ? UNKNOWN : broken(`the header at ${at} has no BITPIX or no NAXIS`);
    const sizes = Array.from({ length: axes }, (_, i) => number(cards, `NAXIS${i + 1}`));
    // Random groups (6.1): the first axis is 0 and does not count.
    const isGroups = cards.get('GROUPS') === 'T' && sizes[0] === 0;
    const values = axes === 0 ? 0 : (isGroups ? sizes.slice(1) : sizes).reduce((a, b) => a * b, 1);
    const parameters = number(cards, 'PCOUNT', 0);
    const groups = number(cards, 'GCOUNT', 1);
    const length = axes === 0 ? 0 : bytes * groups * (parameters + values);
    if (!(length >= 0)) return UNKNOWN;
    const start = yield* tape.most(Math.min(length, 1));
    if (mayBeAlone && start.length < Math.min(length, 1)) return UNKNOWN;
    yield* tape.skip(length - start.length, `the data of the header at ${at}`);
    // Some programs leave out the filling of the last block.
    yield* tape.most((BLOCK - (length % BLOCK)) % BLOCK);
  }
}

function* isExtension(tape: Tape): Step<boolean> {
  return (yield* tape.most(8)).toString('latin1') === 'XTENSION';
}

/** The cards of the header that starts here, values by keyword; undefined where it has no end, in 11 MB or where it may. */
function* header(tape: Tape, mayBeShort: boolean): Step<ReadonlyMap<string, string> | undefined> {
  const cards = new Map<string, string>();
  // Of an extension the first keyword was read.
  let lead = tape.offset % BLOCK;
  for (let blocks = 0; blocks < MOST_HEADER_BLOCKS; blocks++) {
    const bytes = mayBeShort ? yield* tape.most(BLOCK - lead) : yield* tape.take(BLOCK - lead, 'a header');
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
