import { type FirstSymbol, type Hole, leastHole } from './holes.ts';

const MAX_TESTED = 65_536;
const PROBE = Buffer.alloc(512);
const NO_SYMBOL: FirstSymbol = { symbol: 0, length: 1 };

/** What is wrong in a scan, and whether every encoder would agree. */
export type Fault = { readonly detail: string; readonly isSure: boolean };

/**
 * The rules for the scan data of one JPEG (ITU-T T.81, B.1.1.5 and F.1.2.3): restart markers in order, and no longer
 * run of zeros than the Huffman tables allow.
 */
export type ScanRules = {
  /** Reads DHT, SOFn and SOS; false where their numbers are inconsistent. */
  learnHuffman(segment: Buffer): boolean;
  learnFrame(marker: number, segment: Buffer): boolean;
  beginScan(segment: Buffer): boolean;
  /** Reads DRI: MCUs between restart markers, 0 for none. */
  learnInterval(interval: number): void;
  /**
   * Receives scan data at an offset of the file; returns the index of the FF that ends it, or that is its last byte.
   */
  see(part: Buffer, offset: number): number;
  /** Returns what was wrong in the scans so far. */
  wrong(): Fault | undefined;
};

/** Creates the rules for one file. */
export function createScanRules(): ScanRules {
  const tables = new Map<number, FirstSymbol>();
  const sampling = new Map<number, number>();
  let frame = 0;
  let precision = 8;
  let interval = 0;
  let turn = 0;
  let zeros = 0;
  let hole: Hole = { least: Number.POSITIVE_INFINITY, isSure: false };
  let misplaced: string | undefined;
  let wrong: Fault | undefined;

  const endRun = (end: number): void => {
    if (zeros >= hole.least) {
      const detail = `zeros from ${end - zeros} to ${end}, inside scan data`;
      wrong ??= { detail, isSure: hole.isSure };
    }
    zeros = 0;
  };

  /** Finds runs of zeros: those of at least 512 within a part, and those at its edges, which may continue. */
  const seeZeros = (part: Buffer, offset: number): void => {
    for (let at = 0; at < part.length; ) {
      const from = at;
      while (part[at] === 0) at++;
      zeros += at - from;
      if (at === part.length) return;
      endRun(offset + at);
      const next = part.indexOf(PROBE, at);
      at = next < 0 ? lastZeros(part) : next;
    }
  };

  const seeMarkers = (part: Buffer, offset: number): number => {
    for (let i = part.indexOf(0xff); i >= 0; i = part.indexOf(0xff, i)) {
      const next = part[i + 1];
      if (next === undefined) return i;
      if (next === 0xff) i += 1;
      else if (next === 0) i += 2;
      else if (next < 0xd0 || next > 0xd7) return i;
      else {
        if (interval === 0) misplaced = `restart marker at ${offset + i}, although no interval is set`;
        else if (next !== 0xd0 + turn)
          misplaced = `restart marker at ${offset + i}: number wanted ${turn}, found ${next - 0xd0}`;
        if (misplaced !== undefined) return i;
        turn = (turn + 1) % 8;
        i += 2;
      }
    }
    return part.length;
  };

  return {
    learnHuffman(segment) {
      let at = 0;
      while (at + 17 <= segment.length) {
        const id = segment[at] ?? 0;
        const counts = segment.subarray(at + 1, at + 17);
        const symbols = counts.reduce((sum, count) => sum + count, 0);
        if (id > 0x13 || (id & 15) > 3 || symbols > 256) return false;
        const length = counts.findIndex((count) => count > 0) + 1;
        tables.set(id, { symbol: segment[at + 17] ?? 0, length: Math.max(1, length) });
        at += 17 + symbols;
      }
      return at === segment.length;
    },
    learnFrame(marker, segment) {
      frame = marker;
      precision = segment[0] ?? 8;
      for (let at = 6; at + 3 <= segment.length; at += 3) {
        const factors = segment[at + 1] ?? 0;
        sampling.set(segment[at] ?? 0, (factors >> 4) * (factors & 15));
      }
      return segment.length >= 9 && segment.length === 6 + 3 * (segment[5] ?? 0);
    },
    learnInterval(mcus) {
      interval = mcus;
    },
    beginScan(segment) {
      const count = segment[0] ?? 0;
      if (count < 1 || count > 4 || segment.length !== 4 + 2 * count) return false;
      const [from = 0, to = 0, approximation = 0] = segment.subarray(1 + 2 * count);
      if (from > 63 || to > 63) return false;
      turn = 0;
      zeros = 0;
      const components = Array.from({ length: count }, (_, k) => {
        const ids = segment[2 + 2 * k] ?? 0;
        const blocks = count === 1 ? 1 : (sampling.get(segment[1 + 2 * k] ?? 0) ?? 1);
        const dc = tables.get(ids >> 4) ?? NO_SYMBOL;
        return { blocks, dc, ac: tables.get(0x10 | (ids & 15)) ?? NO_SYMBOL };
      });
      const [high, low] = [approximation >> 4, approximation & 15];
      hole = leastHole({ frame, precision, from, to, high, low, components });
      return true;
    },
    see(part, offset) {
      const end = seeMarkers(part, offset);
      if (hole.least <= MAX_TESTED) {
        seeZeros(part.subarray(0, end), offset);
        if (end < part.length) endRun(offset + end);
      }
      if (misplaced !== undefined) wrong ??= { detail: misplaced, isSure: true };
      return end;
    },
    wrong: () => wrong,
  };
}

/** Returns where the zeros at the end of a part begin; its length where there are none. */
function lastZeros(part: Buffer): number {
  let at = part.length;
  while (at > 0 && part[at - 1] === 0) at--;
  return at;
}
