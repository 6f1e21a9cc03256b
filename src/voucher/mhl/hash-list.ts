import { reverseBytes } from '../../manifest/checksum/digest.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import { withSlashes } from '../../manifest/checksum/spellings.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, fromText } from '../../model/path.ts';
import { hexOfC4 } from '../kit/c4.ts';
import { digestOf } from '../kit/entry-collector.ts';
import { readXml, type XmlElement } from '../kit/xml.ts';

/** One file or directory of a list; paths as the list has them, with slashes. */
export type MhlEntry = {
  readonly line: number;
  readonly path: BytePath;
  readonly kind: 'file' | 'directory';
  readonly digests: readonly Digest[];
  readonly size?: number;
  readonly mtime?: string;
  /** Where it lay in an earlier generation. */
  readonly previous?: BytePath;
  /** Digests that failed when the list was made. */
  readonly failed: number;
};

/** Another list that a list names, with the SHA-512 of it. */
export type MhlReference = {
  readonly line: number;
  readonly path: BytePath;
  readonly digest: Digest | undefined;
};

/** A list as ASC MHL 2.0 or MHL 1.x has it. */
export type MhlList = {
  readonly isList: boolean;
  readonly entries: readonly MhlEntry[];
  readonly references: readonly MhlReference[];
  /** Patterns of what was left out. */
  readonly ignored: readonly string[];
  /** There is a hash of the whole directory, so that all of it was read. */
  readonly isWhole: boolean;
};

const HASHES: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['xxh32', 'xxh32'],
  ['xxh64', 'xxh64'],
  ['xxhash64be', 'xxh64'],
  ['xxh3', 'xxh3'],
  ['xxh128', 'xxh128'],
]);
const WANTED = new Set(['hash', 'directoryhash', 'roothash', 'pattern', 'hashlistreference']);

/** Reads a list; what is not as the format has it is a problem. */
export function readMhl(bytes: Buffer, problems: Problems): MhlList {
  const entries: MhlEntry[] = [];
  const references: MhlReference[] = [];
  const ignored: string[] = [];
  let isWhole = false;
  const take = (element: XmlElement): void => {
    if (element.name === 'roothash') isWhole = true;
    else if (element.name === 'pattern') ignored.push(element.text);
    else if (element.name === 'hashlistreference') references.push(referenceOf(element));
    else {
      const entry = entryOf(element, problems);
      if (entry !== undefined) entries.push(entry);
    }
  };
  const top = readXml(bytes, WANTED, take, problems);
  return { isList: top === 'hashlist', entries, references, ignored, isWhole };
}

/** Reads a chain (`ascmhl_chain.xml`): its generations in order. */
export function readChain(bytes: Buffer, problems: Problems): MhlReference[] {
  const found: { reference: MhlReference; number: number }[] = [];
  const take = (element: XmlElement): void => {
    found.push({ reference: referenceOf(element), number: Number(element.attributes['sequencenr'] ?? 0) });
  };
  const top = readXml(bytes, new Set(['hashlist']), take, problems);
  if (top !== undefined && top !== 'ascmhldirectory') problems.add('damaged', 0, 'not a chain of ASC MHL');
  return found.toSorted((a, b) => a.number - b.number).map(({ reference }) => reference);
}

function referenceOf(element: XmlElement): MhlReference {
  const text = (name: string): string => childOf(element, name)?.text ?? '';
  const hex = hexOfC4(text('c4'));
  const digest = hex === undefined ? undefined : digestOf('sha512', hex);
  return { line: element.line, path: fromText(text('path')), digest };
}

function entryOf(element: XmlElement, problems: Problems): MhlEntry | undefined {
  const { line, name } = element;
  const path = childOf(element, 'path') ?? childOf(element, 'file');
  if (path === undefined || path.text === '') {
    problems.add('damaged', line, `a ${name} without a path`);
    return undefined;
  }
  const digests: Digest[] = [];
  let failed = 0;
  for (const child of name === 'hash' ? element.children : []) {
    const digest = digestIn(child);
    if (digest === 'none') continue;
    if (digest === undefined) {
      problems.add('damaged', child.line, `not a digest of ${child.name}`);
      return undefined;
    }
    if (child.attributes['action'] === 'failed') failed += 1;
    else digests.push(digest);
  }
  const written = path.attributes['size'] ?? childOf(element, 'size')?.text;
  const size = written === undefined || !/^\d{1,16}$/.test(written) ? undefined : Number(written);
  if (written !== undefined && (size === undefined || !Number.isSafeInteger(size))) {
    problems.add('damaged', line, 'not a size');
    return undefined;
  }
  const date =
    path.attributes['lastmodificationdate'] ?? childOf(element, 'lastmodificationdate')?.text ?? '';
  const milliseconds = date === '' ? Number.NaN : Date.parse(date);
  const previous = childOf(element, 'previousPath')?.text ?? '';
  return {
    line,
    path: plain(
      path.name === 'file' && path.text.includes('\\')
        ? withSlashes(fromText(path.text), false)
        : fromText(path.text),
    ),
    kind: name === 'hash' ? 'file' : 'directory',
    digests,
    failed,
    ...(size === undefined ? {} : { size }),
    ...(Number.isNaN(milliseconds) ? {} : { mtime: String(milliseconds / 1000) }),
    ...(previous === '' ? {} : { previous: plain(fromText(previous)) }),
  };
}

/** The digest of an element; `none` where it is no digest, nothing where it is a malformed one. */
function digestIn({ name, text }: XmlElement): Digest | 'none' | undefined {
  if (name === 'c4') return fromHex('sha512', hexOfC4(text));
  if (name === 'xxhash64')
    return /^[0-9a-f]{16}$/i.test(text) ? fromHex('xxh64', reverseBytes(text)) : undefined;
  if (name === 'xxhash')
    return /^\d{1,10}$/.test(text) ? fromHex('xxh32', Number(text).toString(16).padStart(8, '0')) : undefined;
  const algorithm = HASHES.get(name);
  return algorithm === undefined ? 'none' : digestOf(algorithm, text);
}

function fromHex(algorithm: string, hex: string | undefined): Digest | undefined {
  return hex === undefined ? undefined : digestOf(algorithm, hex);
}

function childOf({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((child) => child.name === name);
}

function plain(path: BytePath): BytePath {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}
