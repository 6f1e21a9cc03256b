/**
 * How many consecutive zero bytes the scan data of a JPEG can contain (ITU-T T.81, F.1.2 and G.1.2). The code of all
 * zeros is the first symbol of each Huffman table, so a run of zeros is that symbol repeated. Where it is a
 * coefficient, 512 bytes are thousands of equal coefficients, which no picture has. Where it is "end of block", the
 * picture is flat there, unless the first symbol of the DC table makes each block darker than the one before: that soon
 * leaves the range of values. In a progressive scan encoders merge blocks that end at once into one symbol, so a run is
 * a warning.
 */

/** The first symbol of a Huffman table and the length of its code in bits. */
export type FirstSymbol = { readonly symbol: number; readonly length: number };

/** A component in a scan: its blocks in one MCU and its two tables. */
export type ScanComponent = { readonly blocks: number; readonly dc: FirstSymbol; readonly ac: FirstSymbol };

/** A scan: SOFn and precision of its frame, its band of coefficients and its successive approximation. */
export type Scan = {
  readonly frame: number;
  readonly precision: number;
  readonly from: number;
  readonly to: number;
  readonly high: number;
  readonly low: number;
  readonly components: readonly ScanComponent[];
};

/** The length in bytes from which a run of zeros is foreign, and whether every encoder would agree. */
export type Hole = { readonly least: number; readonly isSure: boolean };

const LEAST = 512;
const LONG = 2048;
const NONE: Hole = { least: Number.POSITIVE_INFINITY, isSure: false };
const ZEROS_OF_16 = 0xf0;

/** Returns the shortest foreign run of zeros in a scan; infinite where any may be natural. */
export function leastHole({ frame, precision, from, to, high, low, components }: Scan): Hole {
  const isProgressive = frame === 0xc2;
  if (!isProgressive && frame !== 0xc0 && frame !== 0xc1) return NONE;
  const isCoefficient = components.some(({ ac }) => (ac.symbol & 15) !== 0 || ac.symbol === ZEROS_OF_16);
  if (isProgressive && from > 0)
    return isCoefficient && to >= from + 4 ? { least: LEAST, isSure: true } : { least: LONG, isSure: false };
  if (isProgressive && high > 0) return NONE;
  if (!isProgressive && isCoefficient) return { least: LEAST, isSure: true };
  let bits = 0;
  let fall = 0;
  for (const { blocks, dc, ac } of components) {
    bits += blocks * (dc.length + (dc.symbol & 15) + (isProgressive ? 0 : ac.length));
    fall = Math.max(fall, blocks * (2 ** (dc.symbol & 15) - 1));
  }
  // Twice the range of a DC coefficient, which has three bits more than a sample.
  const range = 2 ** (precision + 4 - low);
  return fall === 0 ? NONE : { least: Math.max(LEAST, Math.ceil(((range / fall) * bits) / 8)), isSure: true };
}
