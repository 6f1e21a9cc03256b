import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16be, u16le, u32be, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const PREAMBLE = 128;
const META = 0x0002;
const DELIMITERS = 0xfffe;
const ITEM = 0xe000;
const UNDEFINED = 0xffffffff;
const TRANSFER_SYNTAX = 0x10;
const IMPLICIT = '1.2.840.10008.1.2';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
/** Value representations with a 32-bit length, after two reserved bytes (PS3.5, 7.1.2). */
const LONG = /^(?:O[BDFLVW]|S[QV]|U[CNRTV])$/;

/**
 * DICOM files (PS3.10, 7.1; PS3.5, 7): after a preamble that may be of any other format, the elements by their lengths
 * to the end of the file, in the byte order, and with or without the types, that the transfer syntax says.
 */
export const dicom: Structure = {
  name: 'dicom',
  // Pictures have black borders.
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, PREAMBLE, 4) === 'DICM' && u16le(head, PREAMBLE + 4) === META,
  createCheck: () => exactProbe(walk),
};

type Coding = { readonly isBig: boolean; readonly isTyped: boolean };

type Element = {
  readonly group: number;
  readonly element: number;
  readonly type: string;
  readonly length: number;
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.skip(PREAMBLE + 4, 'the preamble');
  let coding: Coding = { isBig: false, isTyped: true };
  let syntax = '';
  let isMeta = true;
  let isFirst = false;
  for (;;) {
    const at = reader.offset;
    const lead = yield* reader.takeUpTo(8);
    if (lead.length === 0) return SOUND;
    if (isMeta && u16le(lead, 0) !== META) {
      isMeta = false;
      isFirst = true;
      if (syntax === '' || syntax === DEFLATED) return UNKNOWN;
      coding = { isBig: syntax === BIG_ENDIAN, isTyped: syntax !== IMPLICIT };
    }
    // Zeros up to a round size are harmless.
    if (lead.every((byte) => byte === 0)) return UNKNOWN;
    const { group, element, type, length } = yield* elementOf(reader, lead, coding);
    if (coding.isTyped && group !== DELIMITERS && !/^[A-Z]{2}$/.test(type)) {
      // Some files have no types although their syntax says so, and readers detect that.
      return isFirst ? UNKNOWN : broken(`not a valid element at ${at}: ${lead.toString('hex')}`);
    }
    isFirst = false;
    if (length === UNDEFINED) {
      // Its content has no types, whatever surrounds it.
      if (type === 'UN') return UNKNOWN;
      continue;
    }
    if (group === META && element === TRANSFER_SYNTAX && length <= 64) {
      syntax = (yield* reader.take(length, 'the transfer syntax')).toString('latin1').replace(/[\0 ]+$/, '');
      continue;
    }
    if (group === DELIMITERS && element !== ITEM && length !== 0)
      return broken(`not a valid delimiter at ${at}: length ${length}`);
    yield* reader.skip(length, `the element (${hex16(group)},${hex16(element)}) at ${at}`);
  }
}

function* elementOf(reader: ExactReader, lead: Buffer, { isBig, isTyped }: Coding): Step<Element> {
  const rest = lead.length < 8 ? yield* reader.take(8 - lead.length, 'an element') : Buffer.alloc(0);
  const head = Buffer.concat([lead, rest]);
  const u16 = isBig ? u16be : u16le;
  const u32 = isBig ? u32be : u32le;
  const group = u16(head, 0);
  const element = u16(head, 2);
  if (!isTyped || group === DELIMITERS) return { group, element, type: '', length: u32(head, 4) };
  const type = latin1At(head, 4, 2);
  const length = LONG.test(type) ? u32(yield* reader.take(4, 'an element'), 0) : u16(head, 6);
  return { group, element, type, length };
}

function hex16(value: number): string {
  return value.toString(16).padStart(4, '0');
}
