import { createHash, type Hash } from 'node:crypto';
import { formatCount, formatNumber } from '../../model/counts.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { isGzipName, readManifest } from '../read-manifest.ts';
import { type Header, parseHeader, parseTrailer, TRAILER, type Trailer } from './grammar.ts';
import { wholeLines } from './whole-lines.ts';

const LONGEST_TRAILER = 4096;
const LONGEST_HEADER = 65_536;

/** Whether a native manifest matches its own trailer, and up to where it is good where it does not. */
export type Integrity = {
  readonly version?: number;
  readonly header?: Header;
  readonly trailer?: Trailer;
  /** The sha256 of the manifest as it is stored. */
  readonly stored: string;
  /** Bytes before the trailer, unpacked. */
  readonly bytes: number;
  /** The number of files whose content was accepted. */
  readonly accepted: number;
  readonly damage?: {
    readonly code: 'manifest-damaged' | 'manifest-truncated';
    readonly detail: string;
    /** The trusted part, and how many files it lists. */
    readonly goodBytes: number;
    readonly goodFiles: number;
  };
};

/**
 * Reads a manifest once and checks it against its trailer; twice where it is damaged, to find the last good checkpoint.
 */
export async function checkIntegrity(file: BytePath, root?: BytePath): Promise<Integrity> {
  const hash = createHash('sha256');
  const stored = createHash('sha256');
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let bytes = 0;
  let accepted = 0;
  let isOfFile: boolean | undefined;
  // What is not packed is stored as it is read, and hashed once.
  const packed = isGzipName(file) ? (part: Buffer): void => void stored.update(part) : undefined;
  const broken = await readSafely(
    { file, root, packed },
    (chunks) => chunks,
    (chunk) => {
      if (head.length < LONGEST_HEADER)
        head = Buffer.concat([head, chunk.subarray(0, LONGEST_HEADER - head.length)]);
      const all = Buffer.concat([tail, chunk]);
      const certain = Math.max(0, all.length - LONGEST_TRAILER);
      hash.update(all.subarray(0, certain));
      accepted += countAccepted(all, certain, isOfFile);
      isOfFile = isInFileLine(all, certain, isOfFile);
      tail = Buffer.from(all.subarray(certain));
      bytes += certain;
      return true;
    },
  );

  const parsed = parseHeader(head.toString('latin1', 0, Math.max(0, head.indexOf(0x0a))));
  const cut = tail.lastIndexOf(`\n${TRAILER}\t`) + 1;
  const last = tail.toString('latin1', cut);
  const trailer = cut > 0 && last.endsWith('\n') ? parseTrailer(last.slice(0, -1)) : undefined;
  const before = tail.subarray(0, trailer === undefined ? tail.length : cut);
  hash.update(before);
  bytes += before.length;
  const whole = packed === undefined ? hash.copy().update(tail.subarray(before.length)) : stored;
  accepted += countAccepted(before, before.length, isOfFile);
  const found = {
    ...(parsed === undefined ? {} : { version: parsed.version, header: parsed.fields }),
    stored: whole.digest('hex'),
    bytes,
    accepted,
  };

  if (
    trailer !== undefined &&
    broken === undefined &&
    hash.digest('hex') === trailer.sha256 &&
    parsed !== undefined
  )
    return { ...found, trailer };

  const good = await goodPart({ file, root });
  const proven =
    good.files === 0
      ? 'no checkpoint proves any part of it'
      : `a checkpoint proves the first ${formatNumber(good.files, 'file')}, up to line ${formatCount(good.line)}`;
  if (broken !== undefined && broken !== 'Z_BUF_ERROR')
    return { ...found, damage: damaged('manifest-damaged', `its bytes cannot be unpacked (${broken})`) };
  if (trailer === undefined || broken !== undefined)
    return { ...found, damage: damaged('manifest-truncated', 'it ends early') };
  return { ...found, damage: damaged('manifest-damaged', 'its bytes differ from the sha256 in its trailer') };

  function damaged(
    code: 'manifest-damaged' | 'manifest-truncated',
    what: string,
  ): NonNullable<Integrity['damage']> {
    return { code, detail: `${what}; ${proven}`, goodBytes: good.bytes, goodFiles: good.files };
  }
}

const ACCEPTED = '\taccepted=';

/**
 * Counts the '#f' lines with accepted findings of which that field begins in the first `end` bytes; the first line has a field
 * of that name too, for the lists. `open` says whether these bytes begin within such a line, where they begin within one.
 */
function countAccepted(bytes: Buffer, end: number, open: boolean | undefined): number {
  let count = 0;
  let [isCounted, from] = [isInFileLine(bytes, 0, open), 0];
  for (let at = bytes.indexOf(ACCEPTED); at >= 0 && at < end; at = bytes.indexOf(ACCEPTED, at + 1)) {
    if (bytes.subarray(from, at).includes(0x0a)) isCounted = isInFileLine(bytes, at, open);
    if (isCounted) count += 1;
    from = at;
  }
  return count;
}

function isInFileLine(bytes: Buffer, at: number, open: boolean | undefined): boolean {
  const start = at === 0 ? 0 : bytes.lastIndexOf(0x0a, at - 1) + 1;
  return start === 0 && open !== undefined ? open : bytes[start] === 0x23 && bytes[start + 1] === 0x66;
}

/** A manifest, and the root below which it was found, if it was. */
type Place = {
  readonly file: BytePath;
  readonly root: BytePath | undefined;
  readonly packed?: ((stored: Buffer) => void) | undefined;
};

/** Finds the last checkpoint up to which every byte is as it was written. */
async function goodPart(place: Place): Promise<{ bytes: number; files: number; line: number }> {
  const hash = createHash('sha256');
  let good = { bytes: 0, files: 0, line: 0 };
  let bytes = 0;
  let line = 0;
  await readSafely(
    place,
    (chunks) => wholeLines(chunks),
    (all) => {
      let start = 0;
      for (let end = all.indexOf(0x0a); end >= 0; end = all.indexOf(0x0a, start)) {
        line += 1;
        const claimed =
          all[start] === 0x23 && all[start + 1] === 0x63
            ? all.toString('latin1', start, end).split('\t')
            : [];
        if (claimed[0] === '#c') {
          if (digestSoFar(hash) !== claimed[2]) return false;
          good = { bytes: bytes + end + 1, files: Number(claimed[1]), line };
        }
        hash.update(all.subarray(start, end + 1));
        start = end + 1;
      }
      bytes += start;
      return true;
    },
  );
  return good;
}

function digestSoFar(hash: Hash): string {
  return hash.copy().digest('hex');
}

type Chunks = AsyncIterable<Buffer>;

/**
 * Reads to the end, or until `see` returns false, or to the first decompression error, whose code it returns; disk errors are
 * thrown.
 */
async function readSafely(
  { file, root, packed }: Place,
  cut: (chunks: Chunks) => Chunks,
  see: (chunk: Buffer) => boolean,
): Promise<string | undefined> {
  try {
    for await (const chunk of cut(readManifest(file, root, packed))) if (!see(chunk)) break;
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (isGzipName(file) && code?.startsWith('Z_') === true) return code;
    throw error;
  }
}
