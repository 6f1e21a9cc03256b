import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { endsInside, hexOf } from '../../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createScanRules, type Fault, type ScanRules } from './scan.ts';

const MAX_PADDING = 64;
const TABLES = { DHT: 0xc4, DAC: 0xcc, DQT: 0xdb, DNL: 0xdc, DRI: 0xdd } as const;
const SOS = 0xda;
const EOI = 0xd9;
const COM = 0xfe;

/**
 * JPEG (ITU-T T.81, annex B): the chain of segments, and inside scan data the rule that FF is followed by 00, the next
 * restart marker or a segment that is allowed there, up to the EOI after the last scan; anything may follow.
 */
export const jpeg: Structure = {
  name: 'jpeg',
  starts: '\xff',
  traits: ['dense'],
  extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
  recognises: ([a, b, c, d = 0]) => a === 0xff && b === 0xd8 && c === 0xff && d >= 0xc0 && d < 0xff,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const rules = createScanRules();
  yield* source.skip(2);
  for (let scans = 0; ; ) {
    const at = source.offset;
    const marker = yield* nextMarker(source, scans === 0 ? MAX_PADDING : 0);
    if (marker === -1) return cut(`ends at ${source.offset}, without the marker EOI`);
    if (marker === 0) return broken(`not a valid marker at ${at}${scans === 0 ? '' : ', after scan data'}`);
    if (marker === EOI) return scans > 0 ? SOUND : UNKNOWN;
    // DHP and EXP (hierarchical) and SOF55 (JPEG-LS) precede scan data of another kind.
    const isOther = marker === 0xde || marker === 0xdf || marker === 0xf7;
    if (isOther && scans === 0) return UNKNOWN;
    if (!isLegal(marker, scans)) return broken(`not a valid marker at ${at}: FF${hexOf(Buffer.of(marker))}`);
    const segment = yield* takeSegment(source, marker);
    if (segment === undefined) return endsInside(source, `the segment at ${at}`);
    if (!isConsistent(marker, segment, rules))
      return broken(`the fields of the segment FF${hexOf(Buffer.of(marker))} at ${at} contradict each other`);
    if (marker !== SOS) continue;
    const fault = yield* seeScan(source, rules);
    if (fault?.isSure === true) return broken(fault.detail);
    if (fault !== undefined) return { is: 'broken', detail: fault.detail, severity: 'warning' };
    scans += 1;
  }
}

/**
 * Returns the code of the next marker, after fill bytes; 0 where there is none within the padding, -1 at the end of the
 * file.
 */
function* nextMarker(source: Source, padding: number): Step<number> {
  let padded = 0;
  for (;;) {
    let byte = (yield* source.take(1))[0];
    if (byte === undefined) return -1;
    if (byte === 0xff) {
      while (byte === 0xff) byte = (yield* source.take(1))[0];
      if (byte === undefined) return -1;
      if (byte !== 0) return byte;
    }
    padded += 1;
    if (padded > padding) return 0;
  }
}

function isLegal(marker: number, scans: number): boolean {
  if (marker === SOS || marker === COM || (marker >= 0xe0 && marker <= 0xef)) return true;
  if (Object.values(TABLES).some((code) => code === marker)) return true;
  return scans === 0 && marker >= 0xc0 && marker !== 0xc8 && !(marker >= 0xd0 && marker <= 0xd8);
}

/**
 * Reads the payload of a segment that the rules need, and skips that of others; undefined where the file ends first.
 */
function* takeSegment(source: Source, marker: number): Step<Buffer | undefined> {
  const size = yield* source.take(2);
  if (size.length < 2) return undefined;
  const length = size.readUInt16BE(0) - 2;
  if (length < 0) return Buffer.alloc(0);
  if (marker >= 0xe0) return (yield* source.skip(length)) ? Buffer.alloc(0) : undefined;
  const bytes = yield* source.take(length);
  return bytes.length < length ? undefined : bytes;
}

/** Returns whether a segment's own lengths and numbers are consistent; what later scans need is kept in the rules. */
function isConsistent(marker: number, bytes: Buffer, rules: ScanRules): boolean {
  if (marker >= 0xe0) return true;
  if (marker === TABLES.DHT) return rules.learnHuffman(bytes);
  if (marker === SOS) return rules.beginScan(bytes);
  if (marker === TABLES.DNL) return bytes.length === 2;
  if (marker === TABLES.DRI) {
    if (bytes.length === 2) rules.learnInterval(bytes.readUInt16BE(0));
    return bytes.length === 2;
  }
  if (marker === TABLES.DAC) return bytes.length % 2 === 0;
  if (marker === TABLES.DQT) return bytes.length >= 65 && isQuantisation(bytes);
  if (marker >= 0xc0 && marker <= 0xcf) return rules.learnFrame(marker, bytes);
  return true;
}

function isQuantisation(bytes: Buffer): boolean {
  let at = 0;
  while (at < bytes.length) {
    const kind = bytes[at] ?? 0;
    if (kind > 0x13 || (kind & 15) > 3) return false;
    at += kind < 16 ? 65 : 129;
  }
  return at === bytes.length;
}

/** Reads the data of one scan to the marker after it; returns what is wrong there, or undefined. */
function* seeScan(source: Source, rules: ScanRules): Step<Fault | undefined> {
  for (;;) {
    const from = source.offset;
    const part = yield* source.takeSome(262_144);
    if (part.length === 0) return undefined;
    const end = rules.see(part, from);
    if (rules.wrong() !== undefined) return rules.wrong();
    if (end === part.length) continue;
    source.unread(part.length - end);
    // An FF at the end of a chunk means nothing without the byte after it.
    if (end < part.length - 1 || (yield* source.peek(2)).length < 2) return undefined;
  }
}
