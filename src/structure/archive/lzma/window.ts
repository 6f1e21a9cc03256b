/**
 * The output of a decoder with its dictionary before it: memory that grows with the output, to the size of the dictionary, of
 * which 64 MiB are kept, and some MiB more.
 */
export class Window {
  /** The memory; valid until the next `makeRoom`. */
  bytes: Buffer;
  /** Where the next byte is written. */
  to = 0;
  /** The bytes since the dictionary was emptied. */
  filled = 0;
  /** How far back a match may reach. */
  readonly dictionary: number;
  /** The dictionary is larger, but no more is kept. */
  readonly isCapped: boolean;

  /** Makes a window for a dictionary of so many bytes. */
  constructor(dictionary: number) {
    this.dictionary = Math.min(dictionary, MOST_KEPT);
    this.isCapped = dictionary > MOST_KEPT;
    this.bytes = SPARE.pop() ?? Buffer.allocUnsafeSlow(FIRST);
  }

  /** Makes room for `count` more bytes: allocates more memory or drops the oldest bytes. */
  makeRoom(count: number): void {
    while (this.bytes.length - this.to < count) {
      const most = this.dictionary + Math.max(2 * count, Math.min(this.dictionary, SLACK));
      if (this.bytes.length < most) {
        const larger = Buffer.allocUnsafeSlow(Math.min(most, this.bytes.length * 2));
        this.bytes.copy(larger, 0, 0, this.to);
        this.bytes = larger;
        continue;
      }
      this.bytes.copyWithin(0, this.to - this.dictionary, this.to);
      this.to = this.dictionary;
    }
  }

  /** Writes bytes as they are, for which there must be room. */
  store(bytes: Buffer): void {
    bytes.copy(this.bytes, this.to);
    this.to += bytes.length;
    this.filled += bytes.length;
  }

  /** Gives the memory back for the next window. */
  close(): void {
    if (SPARE.length < MOST_SPARE && this.bytes.length <= LARGEST_SPARE) SPARE.push(this.bytes);
  }
}

/** The largest dictionary of a level of xz. */
const MOST_KEPT = 2 ** 26;
const FIRST = 2 ** 18;
const SLACK = 8 * 2 ** 20;
const SPARE: Buffer[] = [];
const MOST_SPARE = 2;
const LARGEST_SPARE = 16 * 2 ** 20;
