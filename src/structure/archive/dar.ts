import { nameOf } from '../../model/path.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16be, u32be } from '../kit/read-int.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 0x7b;
const FIXED = 16;
const MOST_FIELDS = 16;
/** The size of each slice, and of the first where that is another. */
const [SIZE, FIRST_SIZE] = [1, 2];

/** What the head of a slice says: its archive, whether it is the last one (`E`: its last byte says so), and its size. */
export type DarHead = {
  readonly label: string;
  readonly flag: 'T' | 'N' | 'E';
  /** It has the list of fields that versions from 2.4 on write; then the last byte is a flag too. */
  readonly isNew: boolean;
  readonly size: number | undefined;
  readonly firstSize: number | undefined;
};

/**
 * A slice of an archive of dar (libdar, header.cpp): a label that all slices of an archive share, their size, and a flag in
 * the last byte which says whether another one follows. What is packed has checksums of its own, which are not read.
 */
export const dar: Structure = {
  name: 'dar',
  starts: '\0',
  traits: ['paged'],
  extensions: ['dar'],
  recognises: (head) => darHead(head) !== undefined,
  createCheck: (file) => exactProbe((reader) => walk(reader, file)),
};

/** Parses the head of a slice; undefined where it is none. */
export function darHead(head: Uint8Array): DarHead | undefined {
  const flag = latin1At(head, 14, 1);
  const extension = latin1At(head, 15, 1);
  if (u32be(head, 0) !== MAGIC || (flag !== 'T' && flag !== 'N' && flag !== 'E')) return undefined;
  if (extension !== 'T' && extension !== 'N' && extension !== 'S') return undefined;
  const fields = extension === 'T' ? fieldsOf(head) : new Map<number, number>();
  return {
    label: latin1At(head, 4, 10),
    flag,
    isNew: extension === 'T',
    size: fields?.get(SIZE),
    firstSize: fields?.get(FIRST_SIZE) ?? fields?.get(SIZE),
  };
}

/** Reads the fields that are numbers: how many there are, then the type of each, its length and its value. */
function fieldsOf(head: Uint8Array): ReadonlyMap<number, number> | undefined {
  const fields = new Map<number, number>();
  const count = numberAt(head, FIXED);
  if (count === undefined || count.value > MOST_FIELDS) return undefined;
  let { end } = count;
  for (let i = 0; i < count.value; i++) {
    const type = u16be(head, end);
    const length = numberAt(head, end + 2);
    if (length === undefined) return undefined;
    const value = type === SIZE || type === FIRST_SIZE ? numberAt(head, length.end) : undefined;
    if (value !== undefined) fields.set(type, value.value);
    end = length.end + length.value;
  }
  return fields;
}

/** Reads a number of dar (infinint): a byte whose highest bit that is set says how many groups of four bytes follow. */
function numberAt(
  head: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  if (head[at] === 0x80) return { value: u32be(head, at + 1), end: at + 5 };
  if (head[at] === 0x40) return { value: u32be(head, at + 1) * 2 ** 32 + u32be(head, at + 5), end: at + 9 };
  return undefined;
}

function* walk(reader: ExactReader, { path }: CheckedFile): Step<StructureVerdict> {
  const head = darHead(yield* reader.takeUpTo(512));
  if (head === undefined) return UNKNOWN;
  if (!head.isNew) return reader.offset < FIXED ? UNKNOWN : SOUND;
  const last = yield* reader.readAllBut(1, () => {});
  const flag = last.toString('latin1');
  const { offset } = reader;
  const wanted = /\.0*1\.dar$/.test(nameOf(path)) ? head.firstSize : head.size;
  if (wanted !== undefined && offset > Math.max(wanted, head.firstSize ?? 0))
    return broken(`has ${offset} bytes, and slices of its archive have ${wanted}`);
  if (wanted !== undefined && offset < wanted && flag !== 'T')
    return cut(`ends at ${offset}; slices of its archive have ${wanted} bytes`);
  const isMarked = flag === 'T' || (flag === 'N' && head.flag === 'E');
  return isMarked ? SOUND : cut(`ends at ${offset}, without the mark at the end of a slice`);
}
