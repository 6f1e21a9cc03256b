import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { type BytePath, directoryOf, join, nameOf, toBytes } from '../model/path.ts';
import { headerOf } from './native-head.ts';

/** The place of a manifest in its chain: its number, and `sha256:` with the digest of the file before it. */
export type Link = { readonly seq: number; readonly prev?: string };

/** What comes after the manifest that lies at a path; the first of a chain where there is none. */
export async function linkAfter(file: BytePath): Promise<Link> {
  const header = await headerOf(file);
  const digest = await digestOf(file);
  if (digest === undefined) return { seq: 1 };
  return { seq: seqOf(header?.get('seq')?.[0]) + 1, prev: `sha256:${digest}` };
}

/** The name under which a manifest is kept when the next one takes its place: `restorable.sha256.3`, `restorable.sha256.3.gz`. */
export function keptName(file: BytePath, seq: number): BytePath {
  return file.endsWith('.gz') ? `${file.slice(0, -3)}.${seq}.gz` : `${file}.${seq}`;
}

/** The earlier generations of a manifest that lie beside it, by their names and its own number. */
export async function predecessorsOf(file: BytePath): Promise<BytePath[]> {
  const seq = seqOf((await headerOf(file))?.get('seq')?.[0]);
  if (seq < 2) return [];
  const directory = directoryOf(file);
  const names = new Set(namesBeside(directory));
  return Array.from({ length: seq - 1 }, (_, i) => keptName(nameOf(file), i + 1))
    .filter((name) => names.has(name))
    .map((name) => join(directory, name));
}

function seqOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

function namesBeside(directory: BytePath): string[] {
  try {
    return readdirSync(toBytes(directory), 'latin1');
  } catch {
    return [];
  }
}

/** The sha256 of a file as it lies there; nothing where it cannot be read. */
async function digestOf(file: BytePath): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(toBytes(file))) {
      const bytes: Buffer = chunk;
      hash.update(bytes);
    }
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
