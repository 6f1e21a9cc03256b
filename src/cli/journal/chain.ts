/**
 * The chain of journals: each ends with its own digest and that of the one before it which began with the same root. The last one
 * of each root, and those that the program itself removed, are noted beside.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode } from '../../model/fault.ts';
import { isRecord } from '../../model/record.ts';
import { makeDirectory } from '../make-directory.ts';
import { readText, removeFile } from '../small-files.ts';
import { replaceLasting } from '../write-lasting.ts';
import { AT_ONCE } from './journal-marks.ts';
import { stateDirectory } from './state-directory.ts';

/** A journal by its name, and its digest. */
export type JournalLink = { readonly journal: string; readonly sha256: string };

/** The last line of a journal: its own digest, and the link to the one before. */
export type JournalTail = { readonly sha256: string; readonly before?: JournalLink };

/** The bytes behind the part of a journal that its digest is of: the digest, a quote, a brace and the end of the line. */
const BEHIND_DIGESTED = 67;
const LONGEST_TAIL = 1 << 16;
const CHUNK = 1 << 20;

/** Returns where the signature of a journal lies. */
export function signatureOf(journal: string): string {
  return `${journal}.sig`;
}

/** Returns the last line of a journal, whose digest is of all bytes before the digest itself; `digested` has seen those before the line. */
export function tailLine(
  at: readonly number[],
  before: JournalLink | undefined,
  digested: ReturnType<typeof createHash>,
): { readonly line: string; readonly sha256: string } {
  const fields = JSON.stringify({ type: 'index', at, ...(before === undefined ? {} : { before }) });
  const head = `${fields.slice(0, -1)},"sha256":"`;
  const sha256 = digested.update(head).digest('hex');
  return { line: `${head}${sha256}"}\n`, sha256 };
}

/** Returns what the last line of a journal says; undefined where it has none, as that of a run that was killed. */
export function readTail(file: string): JournalTail | undefined {
  try {
    return withDescriptor(file, (descriptor, size) => {
      const buffer = Buffer.alloc(Math.min(size, LONGEST_TAIL));
      const n = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
      const text = buffer.toString('utf8', 0, n);
      return parseTail(text.slice(text.lastIndexOf('\n', text.length - 2) + 1));
    });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

function parseTail(line: string): JournalTail | undefined {
  if (!line.startsWith('{"type":"index"') || !line.endsWith('"}\n')) return undefined;
  const value = parsed(line);
  if (!isRecord(value) || typeof value['sha256'] !== 'string') return undefined;
  const { sha256, before } = value;
  return isLink(before) ? { sha256, before } : { sha256 };
}

/** Returns the digest that a journal should end with. Throws the system's error. */
export function digestOf(file: string): string {
  return withDescriptor(file, (descriptor, size) => {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let left = size - BEHIND_DIGESTED; left > 0; ) {
      const n = readSync(descriptor, buffer, 0, Math.min(CHUNK, left), null);
      if (n === 0) break;
      hash.update(buffer.subarray(0, n));
      left -= n;
    }
    return hash.digest('hex');
  });
}

function withDescriptor<T>(file: string, use: (descriptor: number, size: number) => T): T {
  const descriptor = openSync(file, AT_ONCE);
  try {
    return use(descriptor, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

/** Returns the last journal of a root; undefined where none is noted. */
export function lastLink(root: string): JournalLink | undefined {
  return readLast(fileOf(root))?.link;
}

/** Notes the last journal of a root. Throws the system's error. */
export function keepLast(root: string, link: JournalLink): void {
  makeDirectory(chainDirectory());
  replaceLasting(fileOf(root), Buffer.from(`${JSON.stringify({ schema: 1, root, link })}\n`));
}

/** Returns the last journal of every root that has one. */
export function lastLinks(): { readonly root: string; readonly link: JournalLink }[] {
  return namesIn(chainDirectory()).flatMap((name) =>
    name.endsWith('.json') ? (readLast(join(chainDirectory(), name)) ?? []) : [],
  );
}

function readLast(file: string): { readonly root: string; readonly link: JournalLink } | undefined {
  try {
    const value = parsed(readText(file));
    if (!isRecord(value)) return undefined;
    const { root, link } = value;
    return typeof root === 'string' && isLink(link) ? { root, link } : undefined;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Notes that a journal is removed by the program, before it is. Throws the system's error. */
export function noteCleared(journal: string): void {
  if (readTail(journal) === undefined) return;
  makeDirectory(clearedDirectory());
  writeFileSync(join(clearedDirectory(), basename(journal)), '');
}

/** Returns whether the program itself removed a journal. */
export function wasCleared(journal: string): boolean {
  return existsSync(join(clearedDirectory(), journal));
}

/** Forgets the removed journals to which none of these journals, nor a last one, links. */
export function forgetCleared(journals: readonly string[]): void {
  const names = namesIn(clearedDirectory());
  if (names.length === 0) return;
  const linked = new Set([
    ...journals.map((file) => readTail(file)?.before?.journal),
    ...lastLinks().map(({ link }) => link.journal),
  ]);
  for (const name of names) if (!linked.has(name)) removeFile(join(clearedDirectory(), name));
}

function isLink(value: unknown): value is JournalLink {
  const { journal, sha256 } = isRecord(value) ? value : {};
  return typeof journal === 'string' && !journal.includes('/') && typeof sha256 === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function fileOf(root: string): string {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 32);
  return join(chainDirectory(), `${name}.json`);
}

function chainDirectory(): string {
  return join(stateDirectory(), 'chain');
}

function clearedDirectory(): string {
  return join(chainDirectory(), 'cleared');
}
