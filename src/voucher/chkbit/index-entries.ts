import type { Problems } from '../../manifest/checksum/problems.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, fromText } from '../../model/path.ts';
import { digestOf, hashBytes } from '../kit/entry-collector.ts';
import { formsOf, membersOf } from './json-members.ts';

/** A file of an index, by its name in the directory of the index. */
export type IndexedFile = {
  readonly name: BytePath;
  readonly digest: Digest;
  readonly size?: number;
  /** Seconds since 1970. */
  readonly mtime?: string;
};

/** The index of one directory. */
export type Index = {
  readonly files: readonly IndexedFile[];
  /** The names of directories in it, where they are recorded. */
  readonly directories: readonly BytePath[];
};

const ALGORITHMS = ['md5', 'sha512', 'blake3'];

/** Reads the index of a directory, where its own MD5 holds; `text` is valid JSON of an object, `where` says which it is. */
export async function readIndex(text: string, where: string, problems: Problems): Promise<Index> {
  const members = membersOf(text);
  const written = members.get('idx');
  const nothing = { files: [], directories: [] };
  if (written === undefined) {
    if (members.size > 0) problems.add('damaged', 0, `${where}it is not an index of chkbit`);
    return nothing;
  }
  if (!(await isHeld(written, members.get('idx_hash') ?? ''))) {
    problems.add('damaged', 0, `${where}its own MD5 does not hold`);
    return nothing;
  }
  const files: IndexedFile[] = [];
  for (const [name, value] of Object.entries(objectOf(JSON.parse(written)))) {
    const file = fileOf(name, objectOf(value));
    if (file === undefined) problems.add('damaged', 0, `${where}no digest of ${name}`);
    else files.push(file);
  }
  const listed: unknown = JSON.parse(members.get('dirlist') ?? '[]');
  const names = Array.isArray(listed) ? listed.filter((each) => typeof each === 'string') : [];
  return { files, directories: names.map(fromText) };
}

async function isHeld(written: string, quoted: string): Promise<boolean> {
  for (const form of formsOf(written))
    if (`"${await hashBytes('md5', Buffer.from(form))}"` === quoted) return true;
  return false;
}

function fileOf(name: string, value: Record<string, unknown>): IndexedFile | undefined {
  // Of the first versions: MD5 alone.
  const [algorithm, hex] = value['md5'] === undefined ? [value['a'], value['h']] : ['md5', value['md5']];
  const known = ALGORITHMS.find((each) => each === algorithm);
  const digest = known === undefined || typeof hex !== 'string' ? undefined : digestOf(known, hex);
  const { mod, s: size } = value;
  if (digest === undefined) return undefined;
  return {
    name: fromText(name),
    digest,
    ...(Number.isSafeInteger(size) ? { size: Number(size) } : {}),
    ...(Number.isSafeInteger(mod) ? { mtime: (Number(mod) / 1000).toFixed(3) } : {}),
  };
}

/** A JSON value as an object; without members where it is none. */
export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
