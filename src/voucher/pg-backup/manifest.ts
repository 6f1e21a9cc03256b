/**
 * The backup_manifest of PostgreSQL (documentation, "Backup Manifest Format"; parse_manifest.c), versions 1 and 2: JSON
 * that ends in a digest of itself. Its entries are only returned where that digest matches.
 */
import { createHash } from 'node:crypto';
import { type BytePath, fromText } from '../../model/path.ts';

/** One file: `digest` as the manifest has it, in lower-case hex; a CRC-32C in the byte order of the server. */
export type PgFile = {
  readonly path: BytePath;
  readonly size: number;
  readonly digest?: { readonly algorithm: string; readonly hex: string };
};

/** The write-ahead log that a restore needs: positions in bytes, `end` exclusive. */
export type PgRange = { readonly timeline: number; readonly start: bigint; readonly end: bigint };

/** What a sound manifest says. */
export type PgManifest = {
  readonly version: number;
  /** From version 2 on, beyond 2^53. */
  readonly system?: bigint;
  readonly files: readonly PgFile[];
  readonly ranges: readonly PgRange[];
};

/** What is wrong with a manifest: it ends too early, or it does not hold. */
export type PgDamage = { readonly is: 'cut' | 'damaged' | 'duplicate'; readonly detail: string };

/** A larger manifest is not read, in bytes: it would be of more than a million files. */
const MOST_PG_MANIFEST = 2 ** 28;

const LINE_FEED = 0x0a;
const CHECKSUM = /^"Manifest-Checksum"\s*:\s*"([0-9a-fA-F]{64})"\s*\}\s*$/;
/** A key inside of a string has a backslash before its last quote, so only true keys are met. */
const LONG_NUMBER = /("(?:System-Identifier|Size)"\s*:\s*)(\d{16,20})(?=\s*[,}])/g;
const ALGORITHMS: Readonly<Record<string, readonly [algorithm: string, hexLength: number]>> = {
  CRC32C: ['crc32c', 8],
  SHA224: ['sha224', 56],
  SHA256: ['sha256', 64],
  SHA384: ['sha384', 96],
  SHA512: ['sha512', 128],
};

/** Reads a manifest. */
export function parsePgManifest(bytes: Buffer): PgManifest | PgDamage {
  if (bytes.length > MOST_PG_MANIFEST) return damaged(`larger than ${MOST_PG_MANIFEST} bytes: not read`);
  // The server takes the last two line feeds for the borders of the last line, whatever the JSON is.
  const isEnded = bytes.at(-1) === LINE_FEED;
  const start = isEnded ? bytes.lastIndexOf(LINE_FEED, -2) + 1 : 0;
  const [, wanted] = isEnded ? (CHECKSUM.exec(bytes.toString('latin1', start)) ?? []) : [];
  if (wanted === undefined || start === 0)
    return { is: 'cut', detail: 'it does not end with its own checksum' };
  const found = createHash('sha256').update(bytes.subarray(0, start)).digest('hex');
  if (found !== wanted.toLowerCase())
    return damaged(`its own checksum does not hold: wanted sha256:${wanted.toLowerCase()}, found ${found}`);
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8').replaceAll(LONG_NUMBER, '$1"$2"'));
    return read(json);
  } catch {
    return damaged('it is no JSON');
  }
}

function damaged(detail: string): PgDamage {
  return { is: 'damaged', detail };
}

function read(json: unknown): PgManifest | PgDamage {
  const version = field(json, 'PostgreSQL-Backup-Manifest-Version');
  if (version !== 1 && version !== 2) return damaged(`version ${String(version)} is not known`);
  const files: PgFile[] = [];
  const seen = new Set<BytePath>();
  for (const [i, each] of listOf(field(json, 'Files')).entries()) {
    const file = fileOf(each);
    if (typeof file === 'string') return damaged(`file ${i + 1}: ${file}`);
    if (seen.has(file.path)) return { is: 'duplicate', detail: `file ${i + 1} is promised twice` };
    seen.add(file.path);
    files.push(file);
  }
  const ranges: PgRange[] = [];
  for (const [i, each] of listOf(field(json, 'WAL-Ranges')).entries()) {
    const range = rangeOf(each);
    if (range === undefined) return damaged(`range ${i + 1} of the write-ahead log is none`);
    ranges.push(range);
  }
  const system = digits(field(json, 'System-Identifier'));
  if (version === 2 && system === undefined) return damaged('it has no System-Identifier');
  return { version, files, ranges, ...(system === undefined ? {} : { system }) };
}

function fileOf(json: unknown): PgFile | string {
  const [text, encoded] = [field(json, 'Path'), field(json, 'Encoded-Path')];
  if ((text === undefined) === (encoded === undefined)) return 'it has no path, or two';
  const path = typeof text === 'string' ? fromText(text) : bytesOf(encoded);
  if (path === undefined) return 'its path cannot be read';
  const size = Number(digits(field(json, 'Size')) ?? Number.NaN);
  if (!Number.isSafeInteger(size)) return 'its size is no number of bytes';
  const [name, hex] = [field(json, 'Checksum-Algorithm'), field(json, 'Checksum')];
  if (name === undefined && hex === undefined) return { path, size };
  if (typeof name !== 'string' || typeof hex !== 'string') return 'its checksum cannot be read';
  const [algorithm, length] = Object.hasOwn(ALGORITHMS, name.toUpperCase())
    ? (ALGORITHMS[name.toUpperCase()] ?? [])
    : [];
  if (algorithm === undefined) return `its checksum is of ${JSON.stringify(name)}, which is not known`;
  if (hex.length !== length || !/^[0-9a-f]+$/i.test(hex)) return `its checksum is no ${name}`;
  return { path, size, digest: { algorithm, hex: hex.toLowerCase() } };
}

/** A position is two halves in hex, as `16/B374D848`. */
function rangeOf(json: unknown): PgRange | undefined {
  const timeline = field(json, 'Timeline');
  const [start, end] = [field(json, 'Start-LSN'), field(json, 'End-LSN')].map((text) => {
    const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(String(text)) ?? [];
    return high === undefined ? undefined : (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
  });
  if (start === undefined || end === undefined || end < start) return undefined;
  if (typeof timeline !== 'number' || !Number.isInteger(timeline) || timeline < 1 || timeline >= 2 ** 32)
    return undefined;
  return { timeline, start, end };
}

function bytesOf(hex: unknown): BytePath | undefined {
  if (typeof hex !== 'string' || hex.length % 2 === 1 || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  return Buffer.from(hex, 'hex').toString('latin1');
}

function digits(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function field(json: unknown, name: string): unknown {
  const own: Readonly<Record<string, unknown>> = typeof json === 'object' && json !== null ? { ...json } : {};
  return Object.hasOwn(own, name) ? own[name] : undefined;
}
