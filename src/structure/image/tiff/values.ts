const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const LONGEST_VALUES = 65_536;
/** Tags with offsets in the file, and the tags with the lengths of what is there. */
const LENGTH_OF = new Map([
  [273, 279],
  [324, 325],
  [513, 514],
]);
const LENGTHS = new Set(LENGTH_OF.values());

/** The values of one tag of one directory, stored outside its entry. */
export type Values = {
  readonly tag: number;
  readonly size: number;
  readonly length: number;
  readonly pictures: Map<number, readonly number[]>;
};

/** A place in the file to which a directory refers: another directory, or values. */
export type Place = { readonly at: number; readonly values?: Values };

/** Reads directories in one byte order and one width of offsets (4 bytes, in BigTIFF 8). */
export type TiffReader = {
  readonly wordSize: number;
  readonly countSize: number;
  readonly entrySize: number;
  word(bytes: Buffer, at: number): number;
  count(bytes: Buffer): number;
  /**
   * Learns from complete entries how far the file must extend and what to read; a string says what contradicts the
   * format.
   */
  learn(entries: Buffer): Place[] | string;
  learnValues(values: Values, bytes: Buffer): void;
  /** Returns the end of what extends furthest, by all that was learnt. */
  furthest(): { readonly end: number; readonly what: string };
};

/** Creates a reader. */
export function createTiffReader(isLittle: boolean, isBig: boolean): TiffReader {
  let end = 0;
  let what = '';
  const short = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  const long = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  const huge = (bytes: Buffer, at: number): number =>
    Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  const number = (bytes: Buffer, at: number, size: number): number =>
    size === 2 ? short(bytes, at) : size === 4 ? long(bytes, at) : huge(bytes, at);
  const wordSize = isBig ? 8 : 4;
  const entrySize = isBig ? 20 : 12;

  const reach = (to: number, by: string): void => {
    if (to <= end) return;
    end = to;
    what = by;
  };

  const learnNumbers = (values: Values, bytes: Buffer): void => {
    const numbers: number[] = [];
    for (let at = 0; at < values.length; at += values.size) numbers.push(number(bytes, at, values.size));
    values.pictures.set(values.tag, numbers);
    for (const [place, length] of LENGTH_OF) {
      const from = values.pictures.get(place);
      const lengths = values.pictures.get(length);
      if (from === undefined || lengths === undefined || (values.tag !== place && values.tag !== length))
        continue;
      from.forEach((at, i) => reach(at + (lengths[i] ?? 0), `the picture of tag ${place}`));
    }
  };

  return {
    wordSize,
    countSize: isBig ? 8 : 2,
    entrySize,
    word: (bytes, at) => number(bytes, at, wordSize),
    count: (bytes) => (isBig ? huge(bytes, 0) : short(bytes, 0)),
    learn(entries) {
      const places: Place[] = [];
      const pictures = new Map<number, readonly number[]>();
      for (let at = 0; at < entries.length; at += entrySize) {
        const tag = short(entries, at);
        const type = short(entries, at + 2);
        const size = SIZES[type] ?? 0;
        if (type === 0 || type > 255) return `tag ${tag} has the type ${type}`;
        const length = size * number(entries, at + 4, wordSize);
        const field = at + 4 + wordSize;
        const values = { tag, size, length, pictures };
        const isWanted = (LENGTH_OF.has(tag) || LENGTHS.has(tag)) && [2, 4, 8].includes(size);
        if (length > wordSize) {
          const place = number(entries, field, wordSize);
          reach(place + length, `the value of tag ${tag}`);
          if (isWanted && length <= LONGEST_VALUES) places.push({ at: place, values });
        } else if (isWanted) learnNumbers(values, entries.subarray(field, field + length));
      }
      return places;
    },
    learnValues: learnNumbers,
    furthest: () => ({ end, what }),
  };
}
