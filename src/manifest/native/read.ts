/**
 * Reads native manifests. The whole file is checked against its trailer before any entry of it is trusted; where it
 * does not match, only what a checkpoint proves is used, and the damage is reported as damage to the manifest. An
 * unsigned manifest may still be forged.
 */
import { createHash } from 'node:crypto';
import { algorithmNamed } from '../../hash/algorithms.ts';
import { orderKey } from '../../model/entry.ts';
import { exitOfUnreadManifest } from '../../model/errno.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Manifest, ManifestEntry } from '../../model/manifest.ts';
import type { EntryFormat, RangedManifest } from '../../model/manifest-range.ts';
import { type BytePath, join, nameOf, toText } from '../../model/path.ts';
import { readManifest } from '../read-manifest.ts';
import { signatureBeside } from '../signature/beside.ts';
import { headIn } from './chain.ts';
import { createEntryReader } from './entry-reader.ts';
import { MAGIC, type Trailer, VERSION } from './grammar.ts';
import { heldAtSeal } from './held.ts';
import { checkIntegrity, type Integrity } from './integrity.ts';
import { notesOf } from './notes.ts';
import { inRanges } from './ranges.ts';
import { retentionOf } from './retention.ts';
import { wholeLines } from './whole-lines.ts';

/** Returns whether a file is a native manifest, by its name or its first bytes. */
export function isNative(name: BytePath, head: Uint8Array): boolean {
  return isNativeName(name) || Buffer.from(head).toString('latin1').startsWith(MAGIC);
}

/** Returns whether a name is one that `seal` gives: `restorable.sha256`, `restorable.xxh64.gz` and so on. */
export function isNativeName(name: BytePath): boolean {
  const match = /^restorable\.([a-z0-9-]+?)(\.gz)?$/.exec(nameOf(name));
  return match?.[1] !== undefined && algorithmNamed(match[1]) !== undefined;
}

/**
 * Opens a native manifest that vouches for the directory `base` below the root; its entries carry xxh64 where the
 * manifest has it, or the digest of the hash line where `strong` is wanted. One that was found below `root` is reached without
 * passing a link. Throws a Fault where it was made by a newer
 * version (4) or cannot be read at all (4; 3 where that is for a reason outside the backup).
 */
export async function openNative(
  file: BytePath,
  base: BytePath,
  strong: boolean,
  root?: BytePath,
): Promise<Manifest> {
  const integrity = await read(file, root);
  if (integrity.version !== undefined && integrity.version > VERSION) {
    throw new Fault(
      4,
      `${toText(file)}: the manifest has version ${integrity.version}, but this program only reads version ${VERSION}`,
      'update restorable, or check with: sha256sum -c',
    );
  }
  const algorithm = integrity.header?.get('algo')?.[0] ?? 'sha256';
  const hexLength = algorithmNamed(algorithm)?.hexLength;
  const damage = integrity.damage ?? (hexLength === undefined ? unknownAlgorithm(algorithm) : undefined);
  const limit = damage?.goodBytes ?? integrity.bytes;
  const trailer = damage === undefined ? integrity.trailer : undefined;
  const { stored } = integrity;
  const reading = {
    file,
    root,
    base,
    algorithm,
    hexLength: hexLength ?? 0,
    isFast: !strong,
    limit,
    trailer,
    ...(strong && damage === undefined ? { stored } : {}),
  };
  const signature = await signatureBeside(file, root);
  return {
    format: 'native',
    file,
    base,
    inventory: 'closed',
    algorithms: [strong && hexLength !== undefined ? algorithm : 'xxh64'],
    files: damage?.goodFiles ?? trailer?.files ?? 0,
    ...(trailer === undefined ? {} : { bytes: trailer.bytes }),
    exclude: (integrity.header?.get('exclude') ?? []).map(toText),
    sealedWith: algorithm,
    accepted: integrity.accepted,
    acceptedCodes: (integrity.header?.get('accepted') ?? []).map(toText),
    held: heldAtSeal(integrity.header),
    ...(signature === undefined ? {} : { signature }),
    ...(damage === undefined ? { head: headIn(integrity.header, stored) } : {}),
    retention: retentionOf(integrity.header, base),
    notes: notesOf(integrity.header),
    findings:
      damage === undefined
        ? []
        : [
            finding(damage.code, join(base, nameOf(file)), {
              note: damage.detail,
              by: { format: 'native', path: file },
            }),
          ],
    ...(damage === undefined ? {} : { goodUntil: await lastKey(reading) }),
    // What may be gone under a retention is counted entry by entry.
    ...(trailer === undefined || integrity.header?.has('retention') === true
      ? {}
      : { ranged: ranged(reading, trailer) }),
    entries: (report) => entries(reading, report),
  };
}

async function read(file: BytePath, root: BytePath | undefined): Promise<Integrity> {
  try {
    return await checkIntegrity(file, root);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Reads its bytes once more, for the entries. */
async function* readAgain(
  { file, root }: Reading,
  see?: (stored: Buffer) => void,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* readManifest(file, root, see);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: BytePath, error: unknown): Fault {
  const code = errorCode(error);
  const hint =
    code === 'ENOENT' ? 'seal the tree first: restorable seal DIR' : 'check its permissions and its disk';
  const exit = exitOfUnreadManifest(code);
  return new Fault(exit, `${toText(file)}: cannot read the manifest (${code ?? String(error)})`, hint, error);
}

function unknownAlgorithm(algorithm: string): NonNullable<Integrity['damage']> {
  const detail = `unknown algorithm ${JSON.stringify(algorithm)} in its first line`;
  return { code: 'manifest-damaged', detail, goodBytes: 0, goodFiles: 0 };
}

type Reading = EntryFormat & {
  /** The root below which it was found. */
  readonly root: BytePath | undefined;
  /** The number of bytes that may be trusted. */
  readonly limit: number;
  /** What the entries are counted against, where all of them may be trusted. */
  readonly trailer: Trailer | undefined;
  /** The sha256 of what was checked, where the bytes of the entries must be the same. */
  readonly stored?: string;
};

function ranged(reading: Reading, trailer: Trailer): RangedManifest {
  const { limit, hexLength } = reading;
  return {
    format: formatOf(reading),
    ranges: () => inRanges(readAgain(reading), { limit, hexLength }),
    conclude(counts) {
      const findings: Finding[] = [];
      createEntryReader(reading, (each) => findings.push(each)).compare(trailer, counts);
      return findings;
    },
  };
}

function formatOf({ file, base, algorithm, hexLength, isFast }: Reading): EntryFormat {
  return { file, base, algorithm, hexLength, isFast };
}

async function lastKey(reading: Reading): Promise<string> {
  let key = '';
  for await (const chunk of entries(reading, () => {})) {
    const last = chunk.at(-1);
    if (last !== undefined) key = orderKey(last);
  }
  return key;
}

/** Parses the first `limit` bytes. What is malformed or unsafe is reported and skipped. */
async function* entries(
  reading: Reading,
  report: (finding: Finding) => void,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  const { limit, trailer } = reading;
  if (limit === 0) return;
  const reader = createEntryReader(reading, report);
  const hash = reading.stored === undefined ? undefined : createHash('sha256');
  const bytes = readAgain(reading, (stored) => void hash?.update(stored));
  for await (const lines of wholeLines(hash === undefined ? bytes : toTheEnd(bytes), limit)) {
    const chunk = reader.read(lines.toString('latin1'));
    if (chunk.length > 0) yield chunk;
  }
  if (hash !== undefined && hash.digest('hex') !== reading.stored) report(restless(reading));
  if (trailer !== undefined) reader.compare(trailer);
}

/** Reads on to the end where whoever takes the bytes has enough of them. */
async function* toTheEnd(
  chunks: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  let step = await chunks.next();
  try {
    for (; step.done !== true; step = await chunks.next()) yield step.value;
  } finally {
    for (let rest = step; rest.done !== true; ) rest = await chunks.next();
  }
}

/** Its bytes were others when its digest was checked: whoever serves them gives each reader what it wants to see. */
function restless({ file, base }: Reading): Finding {
  return finding('manifest-untrusted', join(base, nameOf(file)), {
    evidence: [{ is: 'signature', problem: 'restless', file }],
    by: { format: 'native', path: file },
  });
}
