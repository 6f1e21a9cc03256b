/** A value of bencode: strings are bytes, dictionaries have byte strings as keys. */
export type Bencoded = number | Buffer | readonly Bencoded[] | ReadonlyMap<string, Bencoded>;

/** What is wrong with bytes that are no bencode; `cut` where only the end is lacking. */
export class NotBencoded extends Error {
  readonly isCut: boolean;

  constructor(isCut: boolean) {
    super(isCut ? 'it ends before its end' : 'it is no bencode');
    this.isCut = isCut;
  }
}

const DEEPEST = 64;
const [DICTIONARY, LIST, INTEGER, END, COLON] = [0x64, 0x6c, 0x69, 0x65, 0x3a];

/** Reads one value; what follows it is not looked at. Throws NotBencoded. */
export function readBencode(bytes: Buffer): Bencoded {
  let at = 0;
  const byte = (): number => {
    const next = bytes[at];
    if (next === undefined) throw new NotBencoded(true);
    return next;
  };
  const digitsUntil = (end: number): number => {
    const stop = bytes.indexOf(end, at);
    const text = bytes.toString('latin1', at, stop < 0 ? at + 20 : stop);
    if (stop < 0 && /^-?\d*$/.test(text) && at + 20 > bytes.length) throw new NotBencoded(true);
    if (stop < 0 || !/^-?\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text)))
      throw new NotBencoded(false);
    at = stop + 1;
    return Number(text);
  };
  const string = (): Buffer => {
    const length = digitsUntil(COLON);
    if (length < 0) throw new NotBencoded(false);
    if (at + length > bytes.length) throw new NotBencoded(true);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const isEnd = (): boolean => {
    if (byte() !== END) return false;
    at += 1;
    return true;
  };
  const value = (depth: number): Bencoded => {
    if (depth > DEEPEST) throw new NotBencoded(false);
    const kind = byte();
    if (kind === INTEGER) {
      at += 1;
      return digitsUntil(END);
    }
    if (kind === LIST) {
      at += 1;
      const items: Bencoded[] = [];
      while (!isEnd()) items.push(value(depth + 1));
      return items;
    }
    if (kind !== DICTIONARY) return string();
    at += 1;
    const members = new Map<string, Bencoded>();
    while (!isEnd()) {
      const key = string().toString('latin1');
      members.set(key, value(depth + 1));
    }
    return members;
  };
  return value(0);
}
