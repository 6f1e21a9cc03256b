/**
 * What is kept from one run to the next of what was proven: for each range of a manifest, by its lines, when its files held and their stamp
 * then. Only what held is evidence; a file that is damaged, cut or of another layout is none.
 */
import { createHash, hash } from 'node:crypto';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { isRecord } from '../../model/record.ts';

/**
 * What is known of a range: it held; it was not read yet, and `at` is since when it is known; or it has to be read before all others, because it did
 * not hold or something was done to its files. `at` is in seconds since 1970.
 */
export type Proof =
  | { readonly is: 'proven'; readonly at: number; readonly stamp: string }
  | { readonly is: 'new' | 'first'; readonly at: number };

/** What the proofs are of. */
export type ProofHeader = {
  /** Random digits, so that nobody who writes a backup can make lines that are taken for others. */
  readonly salt: string;
  /** The directory, whatever its name is. */
  readonly root: string;
  /** The digest of the manifest, where the proofs are of no other. */
  readonly manifest?: string;
  /** How files were read. */
  readonly rules: string;
  /** Since when proofs are kept, in milliseconds since 1970. */
  readonly since: number;
  /** When the last runs began, in milliseconds since 1970. */
  readonly runs: readonly number[];
  /** What the last runs read beyond their share, for the next ones: a file is read as a whole. */
  readonly credit: number;
};

/** Proofs by the keys of their ranges. */
export type KeptProofs = { readonly header: ProofHeader; readonly proofs: ReadonlyMap<string, Proof> };

const STATES: readonly Proof['is'][] = ['proven', 'new', 'first'];
const WORD = 16;
const RECORD = 2 * WORD + 5;
const SEAL = 16;
const NO_STAMP = '0'.repeat(2 * WORD);

/** Formats proofs: a line of JSON, 37 bytes a range, and the beginning of the digest of all that. */
export function formatProofs({ header, proofs }: KeptProofs): Buffer {
  const head = Buffer.from(`${JSON.stringify({ schema: 1, ...header })}\n`);
  const body = Buffer.alloc(head.length + proofs.size * RECORD);
  head.copy(body);
  let at = head.length;
  for (const [key, proof] of proofs) {
    body.write(key, at, 'hex');
    body.write(proof.is === 'proven' ? proof.stamp : NO_STAMP, at + WORD, 'hex');
    body.writeUInt32LE(proof.at, at + 2 * WORD);
    body.writeUInt8(STATES.indexOf(proof.is), at + 2 * WORD + 4);
    at += RECORD;
  }
  return Buffer.concat([body, sealOf(body)]);
}

/** Parses what `formatProofs` formatted; undefined where it is anything else. */
export function parseProofs(kept: Buffer): KeptProofs | undefined {
  const body = kept.subarray(0, Math.max(0, kept.length - SEAL));
  const start = body.indexOf('\n') + 1;
  const isWhole = start > 0 && (body.length - start) % RECORD === 0;
  if (!isWhole || !sealOf(body).equals(kept.subarray(body.length))) return undefined;
  const header = parseHeader(body.toString('utf8', 0, start));
  if (header === undefined) return undefined;
  const proofs = new Map<string, Proof>();
  for (let at = start; at < body.length; at += RECORD) {
    const is = STATES[body.readUInt8(at + 2 * WORD + 4)];
    if (is === undefined) return undefined;
    const when = body.readUInt32LE(at + 2 * WORD);
    const key = body.toString('hex', at, at + WORD);
    const stamp = body.toString('hex', at + WORD, at + 2 * WORD);
    proofs.set(key, is === 'proven' ? { is, at: when, stamp } : { is, at: when });
  }
  return { header, proofs };
}

function parseHeader(line: string): ProofHeader | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isRecord(value) && value['schema'] === 1 && isHeader(value) ? value : undefined;
}

function isHeader(value: Record<string, unknown>): value is Record<string, unknown> & ProofHeader {
  const { salt, root, rules, manifest, since, runs, credit } = value;
  return (
    [salt, root, rules, manifest ?? ''].every((each) => typeof each === 'string') &&
    typeof since === 'number' &&
    typeof credit === 'number' &&
    Array.isArray(runs) &&
    runs.every((each) => typeof each === 'number')
  );
}

function sealOf(body: Buffer): Buffer {
  return hash('sha256', body, 'buffer').subarray(0, SEAL);
}

const ENTRY = /^#[fldxe]\t/;

/** Returns the key of a range: of its entries alone, since other lines speak of the whole manifest. */
export function keyOf({ lines: { buffer, byteOffset, byteLength } }: ManifestRange, salt: string): string {
  const digest = createHash('sha256').update(salt);
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
  const entries = text.split('\n').filter((line) => !line.startsWith('#') || ENTRY.test(line));
  return digest
    .update(entries.join('\n'), 'latin1')
    .digest('hex')
    .slice(0, 2 * WORD);
}
