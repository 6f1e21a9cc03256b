import { createHash } from 'node:crypto';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { hexAt, isZero, latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND } from '../kit/verdicts.ts';

/** PACK, \377tOc, DIRC, MIDX, CGPH, RIDX and BITM with their versions. */
const MAGIC =
  /^(?:5041434b0000000[23]|ff744f6300000002|444952430000000[2-4]|4d4944580[12]0[12]|43475048010[12]|5249445800000001|4249544d0001)/;
const SHA1 = 20;
const SHA256 = 32;

/**
 * Packs, indexes and other files of git (gitformat-pack, gitformat-index): they end in the SHA-1 of everything before
 * it, or the SHA-256 in a repository of that format, and an index in zeros where `index.skipHash` is set.
 */
export const gitTrailer: Structure = {
  name: 'git-pack',
  starts: 'P\xffDMCRB',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => MAGIC.test(hexAt(head, 0, 8)),
  createCheck: ({ head }) => gitTrailerOf({ maySkip: latin1At(head, 0, 4) === 'DIRC' }),
};

/** How the trailer of a git file is checked. */
type Trailer = {
  /** The digest at its end, where the file name shows it; else either is accepted. */
  readonly algorithm?: 'sha1' | 'sha256';
  /** How it begins in hex, where its name shows that: what holds may be another file. */
  readonly begins?: RegExp;
  /** Zeros may replace the digest. */
  readonly maySkip?: boolean;
};

/** Creates the check of a git file against the digest at its end, whatever its first bytes are. */
export function gitTrailerOf(trailer: Trailer): Probe<StructureVerdict> {
  return exactProbe((reader) => checkGitTrailer(reader, trailer));
}

/** Checks the rest of a file, from the current offset on, against the digest at its end. */
export function* checkGitTrailer(
  reader: ExactReader,
  { algorithm, begins, maySkip = false }: Trailer,
): Step<StructureVerdict> {
  const start = reader.offset;
  const sha1 = algorithm === 'sha256' ? undefined : createHash('sha1');
  const sha256 = algorithm === 'sha1' ? undefined : createHash('sha256');
  let first: string | undefined;
  const tail = yield* reader.readAllBut(SHA256, (bytes) => {
    first ??= hexAt(bytes, 0, 4);
    sha1?.update(bytes);
    sha256?.update(bytes);
  });
  if (tail.length < SHA256) return cut(`ends at ${reader.offset}, before any trailer`);
  const split = tail.length - SHA1;
  const short = sha1?.update(tail.subarray(0, split)).digest();
  const long = sha256?.digest();
  if (short?.equals(tail.subarray(split)) === true || long?.equals(tail) === true)
    return begins?.test(first ?? '') === false
      ? broken(`begins as ${first ?? 'nothing'}: a whole file of git, but of another kind`)
      : PROVEN;
  if (isZero(tail.subarray(split)) && maySkip) return SOUND;
  const [name, found, wanted] =
    short === undefined ? ['SHA-256', long, tail] : ['SHA-1', short, tail.subarray(split)];
  const end = reader.offset - wanted.length;
  const what = start === 0 ? `its first ${end} bytes` : `its bytes from ${start} to ${end}`;
  return mismatch(`${what}: ${name}`, wanted, found ?? 'none');
}
