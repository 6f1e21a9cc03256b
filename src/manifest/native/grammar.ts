/**
 * The grammar of the native manifest: lines that plain `sha256sum -c` accepts, and lines of our own that start with
 * '#'. What is formatted here is read back unchanged. Lines are byte strings without their LF.
 */
import type { DirectorySum } from '../../model/content.ts';
import type { Kind } from '../../model/entry.ts';
import { isFindingCode } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { Counts } from '../../model/manifest-range.ts';
import type { BytePath } from '../../model/path.ts';

/** The first word of a native manifest. */
export const MAGIC = '#%restorable-manifest';
/** The version of the grammar; a reader refuses a higher one. */
export const VERSION = 1;
/** The first word of the last line. */
export const TRAILER = '#%end';

/** The fields of the first line: `key=value`, keys may repeat. */
export type Header = ReadonlyMap<string, readonly string[]>;

/** What the trailer counts, in its order. */
export const COUNTED = [
  'files',
  'dirs',
  'links',
  'special',
  'errors',
  'bytes',
] as const satisfies readonly (keyof Counts)[];

/** Counts in the trailer, and the sha256 of all bytes before it. */
export type Trailer = Readonly<Counts> & { readonly sha256: string };

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
const UNESCAPES = new Map([...ESCAPES].map(([raw, escaped]) => [escaped, raw]));

/** Escapes a field of a '#' line: backslash, LF, CR and TAB, always. */
export function escapeField(text: string): string {
  return text.replace(/[\\\n\r\t]/g, (char) => ESCAPES.get(char) ?? char);
}

/** Reverses `escapeField`; an unknown escape is left as it is. */
export function unescapeField(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\nrt]/g, (pair) => UNESCAPES.get(pair) ?? pair) : text;
}

/** Formats the first line, and the line for readers without our program. */
export function formatHeader(fields: readonly (readonly [string, string])[], algorithm: string): string {
  const columns = fields.map(([key, value]) => `${key}=${escapeField(value)}`);
  const sum = algorithm === 'xxh64' ? 'xxhsum' : `${algorithm}sum`;
  return [
    [MAGIC, VERSION, ...columns].join('\t'),
    `# Check without restorable:  cd ROOT && ${sum} -c --quiet THIS    (BusyBox: grep -av '^#' THIS | ${sum} -c)`,
    '',
  ].join('\n');
}

/** Parses the first line; undefined where it is not one. */
export function parseHeader(line: string): { readonly version: number; readonly fields: Header } | undefined {
  const [magic, version, ...columns] = line.split('\t');
  if (magic !== MAGIC || version === undefined || !/^\d+$/.test(version)) return undefined;
  return { version: Number(version), fields: parseColumns(columns) };
}

/** Formats the last line of a manifest. */
export function formatTrailer(trailer: Trailer): string {
  const { sha256, ...counts } = trailer;
  const columns = Object.entries(counts).map(([key, value]) => `${key}=${value}`);
  return `${[TRAILER, ...columns, `sha256=${sha256}`].join('\t')}\n`;
}

/** Parses the last line; undefined where it is not one. */
export function parseTrailer(line: string): Trailer | undefined {
  const [word, ...columns] = line.split('\t');
  const fields = parseColumns(columns);
  const sha256 = fields.get('sha256')?.[0];
  if (word !== TRAILER || sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  const counts = createCounts();
  for (const key of COUNTED) {
    const digits = fields.get(key)?.[0];
    if (digits === undefined || !/^\d+$/.test(digits)) return undefined;
    counts[key] = Number(digits);
  }
  return { ...counts, sha256 };
}

/** Creates the counts of a trailer, all zero. */
export function createCounts(): Counts {
  return { files: 0, dirs: 0, links: 0, special: 0, errors: 0, bytes: 0 };
}

/** Counts one entry. */
export function countEntry(
  counts: Counts,
  { kind, size, unreadable }: Pick<ManifestEntry, 'kind' | 'size' | 'unreadable'>,
): void {
  if (unreadable !== undefined) counts.errors += 1;
  else if (kind === 'directory') counts.dirs += 1;
  else if (kind === 'link') counts.links += 1;
  else if (kind !== 'file') counts.special += 1;
  else {
    counts.files += 1;
    counts.bytes += size ?? 0;
  }
}

/** Formats the line or lines of one entry, each with its LF. */
export function formatEntry(entry: ManifestEntry, algorithm: string): string {
  const { path, kind, mtime = '-', digests } = entry;
  const mode = entry.mode === undefined ? '-' : entry.mode.toString(8).padStart(4, '0');
  const name = escapeField(path);
  if (entry.unreadable !== undefined) {
    return `#e\t${entry.unreadable}\t${name}${kind === 'directory' ? '/' : ''}\n`;
  }
  if (kind === 'directory') return `#d\t${mtime}\t${mode}\t${name}\n`;
  if (kind === 'link') return `#l\t${mtime}\t${name}\t${escapeField(entry.target ?? '')}\n`;
  if (kind !== 'file') return `#x\t${kind}\t${name}\n`;
  const columns = [`#f\t${entry.size ?? '-'}\t${mtime}\t${mode}`];
  for (const digest of digests)
    if (digest.algorithm !== algorithm) columns.push(`${digest.algorithm}=${digest.hex}`);
  if (entry.profile !== undefined) columns.push(entry.profile);
  if (entry.accepted !== undefined && entry.accepted.length > 0)
    columns.push(`accepted=${entry.accepted.join(',')}`);
  const hex = digests.find((digest) => digest.algorithm === algorithm)?.hex ?? '';
  return `${columns.join('\t')}\n${formatHashLine(path, hex)}\n`;
}

/**
 * Formats the '#p' line of a directory: files and bytes below it, files by content class, bytes by class of blocks, its
 * path.
 */
export function formatDirectory({ directory, files, bytes, judged, kinds }: DirectorySum): string {
  const list = (entries: readonly (readonly [string, number])[]): string =>
    entries.length === 0 ? '-' : entries.map(([name, n]) => `${name}=${n}`).join(',');
  const byJudgement = Object.entries(judged).map(([name, share]) => [name, share.files] as const);
  const columns = ['#p', files, bytes, list(byJudgement), list(Object.entries(kinds))];
  return `${columns.join('\t')}\t${escapeField(directory)}/\n`;
}

/** Formats a line as coreutils writes it: escaped only where necessary. A top-level file `-` becomes `./-`. */
export function formatHashLine(path: BytePath, hex: string): string {
  const name = path === '-' ? './-' : path;
  if (!/[\\\n\r]/.test(name)) return `${hex}  ${name}`;
  return `\\${hex}  ${name.replace(/[\\\n\r]/g, (char) => ESCAPES.get(char) ?? char)}`;
}

/** What the '#f' line says about the file whose hash line comes next. */
export type FileFacts = Pick<ManifestEntry, 'size' | 'mtime' | 'mode' | 'profile' | 'accepted'>;

/** Parses a '#f' line; malformed or unknown fields are omitted. */
export function parseFileFacts(line: string): FileFacts {
  const [, size = '-', mtime = '-', mode = '-', ...columns] = line.split('\t');
  const accepted = columns.find((column) => column.startsWith('accepted='));
  return {
    size: /^\d+$/.test(size) ? Number(size) : undefined,
    mtime: mtime === '-' ? undefined : mtime,
    mode: mode === '-' ? undefined : Number.parseInt(mode, 8),
    profile: columns.find((column) => column.startsWith('p=')),
    accepted: accepted?.slice('accepted='.length).split(',').filter(isFindingCode),
  };
}

const FAST_COLUMN = '\txxh64=';
const FAST_LENGTH = 16;

/** Returns the xxh64 in a '#f' line, or undefined. */
export function fastDigestOf(line: string): string | undefined {
  const at = line.indexOf(FAST_COLUMN);
  const start = at + FAST_COLUMN.length;
  return at < 0 ? undefined : line.slice(start, start + FAST_LENGTH);
}

/** Parses a hash line into its digest and path; undefined where it is malformed. */
export function parseHashLine(
  line: string,
  hexLength: number,
): { readonly hex: string; readonly path: BytePath } | undefined {
  const escaped = line.charCodeAt(0) === 0x5c;
  const start = escaped ? 1 : 0;
  const end = start + hexLength;
  if (line.length < end + 3 || !line.startsWith('  ', end)) return undefined;
  const name = escaped ? unescapeName(line.slice(end + 2)) : line.slice(end + 2);
  return { hex: line.slice(start, end), path: name.startsWith('./') ? name.slice(2) : name };
}

function unescapeName(name: string): string {
  return name.replace(/\\[\\nr]/g, (pair) => UNESCAPES.get(pair) ?? pair);
}

/** Parses a '#d', '#l', '#x' or '#e' line; undefined for any other, which readers skip. */
export function parseOther(line: string): ManifestEntry | undefined {
  const [word, first = '', second = '', third = ''] = line.split('\t');
  if (word === '#d' && third !== '')
    return { path: unescapeField(third), kind: 'directory', digests: [], ...stamp(first, second) };
  if (word === '#l' && second !== '')
    return {
      path: unescapeField(second),
      kind: 'link',
      digests: [],
      target: unescapeField(third),
      ...stamp(first, '-'),
    };
  if (word === '#x' && second !== '' && isSpecial(first))
    return { path: unescapeField(second), kind: first, digests: [] };
  if (word === '#e' && second !== '') {
    const kind = second.endsWith('/') ? 'directory' : 'file';
    return { path: unescapeField(second.replace(/\/$/, '')), kind, digests: [], unreadable: first };
  }
  return undefined;
}

function stamp(mtime: string, mode: string): { mtime?: string; mode?: number } {
  return { ...(mtime === '-' ? {} : { mtime }), ...(mode === '-' ? {} : { mode: Number.parseInt(mode, 8) }) };
}

function isSpecial(kind: string): kind is Extract<Kind, 'fifo' | 'socket' | 'device'> {
  return kind === 'fifo' || kind === 'socket' || kind === 'device';
}

function parseColumns(columns: readonly string[]): Header {
  const fields = new Map<string, string[]>();
  for (const column of columns) {
    const cut = column.indexOf('=');
    if (cut < 0) continue;
    const key = column.slice(0, cut);
    fields.set(key, [...(fields.get(key) ?? []), unescapeField(column.slice(cut + 1))]);
  }
  return fields;
}
