import { createHash } from 'node:crypto';
import { NotAFile, readChunks } from '../../disk/open.ts';
import { isAbsent, type Trouble } from '../../model/entry.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { ManifestHead } from '../../model/manifest.ts';
import { type BytePath, toText } from '../../model/path.ts';
import type { Header } from './grammar.ts';
import { headerOf, readHeader } from './head.ts';

/** The position of a manifest in its chain: its number, and `sha256:` with the digest of the preceding file. */
export type Link = { readonly seq: number; readonly prev?: string };

/** Returns the link that follows the manifest at a path; the first of a chain where there is none. Throws a Fault (3) where it cannot be read. */
export async function linkAfter(file: BytePath): Promise<Link> {
  const digest = digestOf(file);
  if (digest === undefined) return { seq: 1 };
  if (typeof digest === 'object') throw unfollowed(file, digest.code);
  return { seq: (await sequenceOf(file)) + 1, prev: `sha256:${digest}` };
}

/** Returns the number of a manifest; 0 where its first line, or what it is packed with, is damaged. */
async function sequenceOf(file: BytePath): Promise<number> {
  try {
    return seqOf((await readHeader(file))?.get('seq')?.[0]);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (code.startsWith('Z_')) return 0;
    throw unfollowed(file, code);
  }
}

function unfollowed(file: BytePath, code: string): Fault {
  return new Fault(
    3,
    `${toText(file)}: cannot be read (${code}), so nothing can follow it`,
    'run as a user who may read it',
  );
}

/**
 * Returns the name under which a manifest is kept when the next one replaces it: `restorable.sha256.3`,
 * `restorable.sha256.3.gz`.
 */
export function keptName(file: BytePath, seq: number): BytePath {
  return file.endsWith('.gz') ? `${file.slice(0, -3)}.${seq}.gz` : `${file}.${seq}`;
}

/**
 * Returns the earlier generations of a manifest in the same directory, newest first, as long as each has the digest
 * that the next one names in `prev`: a name alone proves nothing.
 */
export async function predecessorsOf(file: BytePath): Promise<BytePath[]> {
  const header = await headerOf(file);
  const kept: BytePath[] = [];
  let prev = header?.get('prev')?.[0];
  for (let seq = seqOf(header?.get('seq')?.[0]) - 1; seq > 0 && prev !== undefined; seq--) {
    const before = keptName(file, seq);
    const digest = digestOf(before);
    if (typeof digest !== 'string' || `sha256:${digest}` !== prev) break;
    kept.push(before);
    prev = (await headerOf(before))?.get('prev')?.[0];
  }
  return kept;
}

/** Returns the place of a manifest in its chain by its first line and its digest. */
export function headIn(header: Header | undefined, sha256: string): ManifestHead {
  const field = (name: string): string | undefined => header?.get(name)?.[0];
  const prev = field('prev');
  return {
    seq: seqOf(field('seq')),
    ...(prev === undefined ? {} : { prev }),
    digest: `sha256:${sha256}`,
    created: toText(field('created') ?? ''),
    host: toText(field('host') ?? ''),
    root: toText(field('root') ?? ''),
  };
}

function seqOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

const CHUNK = 1 << 16;

/** Returns the sha256 of a stored file; undefined where there is none, the trouble where it cannot be read. */
export function digestOf(file: BytePath): string | Trouble | undefined {
  const hash = createHash('sha256');
  try {
    for (const chunk of readChunks(file, CHUNK, 'follow')) hash.update(chunk);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return isAbsent(code) || error instanceof NotAFile ? undefined : { code, doing: 'read the manifest' };
  }
  return hash.digest('hex');
}
