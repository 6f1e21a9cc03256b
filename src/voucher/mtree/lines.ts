import type { Problems } from '../../manifest/checksum/problems.ts';
import { type BytePath, join } from '../../model/path.ts';
import { unvis } from './vis.ts';

/** One path of a specification and its keywords, with those of `/set` in force. */
export type MtreeEntry = {
  readonly line: number;
  /** Below the root of the specification; '' is that itself. */
  readonly path: BytePath;
  readonly keywords: ReadonlyMap<string, string>;
};

/** A specification: its entries, and the directory that its header names. */
export type MtreeSpec = { readonly entries: readonly MtreeEntry[]; readonly tree?: BytePath };

const TYPES = new Set(['file', 'dir', 'link', 'fifo', 'socket', 'char', 'block']);
/** No path that a system opens, escaped, and its keywords are longer. */
const LONGEST = 1 << 16;
/** Linux opens no longer path, and no other system does. */
const LONGEST_PATH = 4096;
const FIRST = /^(?:#.*\btree:|\/set[ \t]|#mtree|(?:\S*\/)?\S+[ \t]+.*\b(?:type|size|mode|time|\w+digest)=)/m;

/** True where text begins as a specification of mtree(5) does. */
export function looksLikeMtree(text: string): boolean {
  const lines = text.split(/\r?\n/, 24).filter((line) => line.trim() !== '');
  const first = lines.find((line) => !line.startsWith('#')) ?? '';
  return (
    /^#mtree\b/.test(lines[0] ?? '') || lines.some((line) => /^#\s+tree: /.test(line)) || FIRST.test(first)
  );
}

/**
 * Reads a specification (mtree(5) of NetBSD and FreeBSD, and what libarchive writes): names without '/' stand in the
 * directory that the last one of type `dir` opened and `..` leaves; any others are paths from the root.
 */
export function parseMtree(text: string, problems: Problems): MtreeSpec {
  const entries: MtreeEntry[] = [];
  const set = new Map<string, string>();
  const above: BytePath[] = [];
  let directory: BytePath | undefined;
  let tree: string | undefined;
  /** Names without '/' below the root: not every path is told in full. */
  let isNested = false;
  /** How many directories are open whose paths are too long. */
  let tooDeep = 0;
  const isCut = text !== '' && !text.endsWith('\n');
  for (const { content, line } of logicalLines(text, problems)) {
    tree ??= /^#\s+tree: (.+)$/.exec(content)?.[1];
    const words = content.split(/[ \t]+/).filter((word) => word !== '');
    const [name = '', ...rest] = words;
    if (name === '' || name.startsWith('#')) continue;
    if (name === '/set') for (const word of rest) set.set(...keyword(word));
    else if (name === '/unset') unset(set, rest);
    else if (name === '..') {
      if (tooDeep > 0) tooDeep -= 1;
      else if (directory === undefined) problems.add('damaged', line, "'..' without a directory");
      else directory = above.pop();
    } else {
      const keywords = new Map([...set, ...rest.map(keyword)]);
      const type = keywords.get('type') ?? 'file';
      if (!TYPES.has(type)) {
        problems.add('damaged', line, 'no type of file is called so');
        continue;
      }
      const plain = unvis(name);
      const isFull = name.includes('/');
      const path = isFull || directory === undefined ? cleaned(plain) : cleaned(join(directory, plain));
      if (path.length > LONGEST_PATH) {
        problems.add('damaged', line, 'a longer path than any system opens');
        if (!isFull && type === 'dir') tooDeep += 1;
        continue;
      }
      entries.push({ line, path, keywords });
      if (!isFull && path !== '') isNested = true;
      if (isFull || type !== 'dir') continue;
      if (directory !== undefined) above.push(directory);
      directory = path;
    }
  }
  if (isCut) problems.add('truncated', 0, 'its last line has no end');
  else if (isNested && above.length > 0)
    problems.add('truncated', 0, "it ends inside a directory, without '..'");
  return { entries, ...(tree === undefined ? {} : { tree: unvis(tree) }) };
}

/** Without `./` and doubled slashes; `.` is ''. */
function cleaned(path: string): BytePath {
  return path
    .split('/')
    .filter((name, i) => name !== '.' && (name !== '' || i === 0))
    .join('/')
    .replace(/^\/(?=.)/, '/');
}

function keyword(word: string): [string, string] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
}

function unset(set: Map<string, string>, words: readonly string[]): void {
  for (const word of words) {
    if (word === 'all') set.clear();
    else set.delete(word);
  }
}

/** Lines with those that a backslash continues; an escaped backslash at the end continues nothing. */
function* logicalLines(
  text: string,
  problems: Problems,
): Generator<{ content: string; line: number }, void, undefined> {
  let content: string | undefined;
  let [start, line] = [1, 0];
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    const raw = text.slice(from, text[to - 1] === '\r' && to > from ? to - 1 : to);
    from = to + 1;
    line += 1;
    const isContinued = !/^\s*#/.test(raw) && isOdd(backslashesAtEnd(raw));
    const part = isContinued ? raw.slice(0, -1) : raw;
    if (content === undefined) start = line;
    // A blank between blanks says nothing.
    content = content === undefined ? part : part === '' ? content : `${content} ${part}`;
    if (content.length > LONGEST) {
      problems.add('damaged', start, 'it goes on over more lines than an entry has');
      return;
    }
    if (isContinued) continue;
    yield { content, line: start };
    content = undefined;
  }
  if (content !== undefined) yield { content, line: start };
}

function backslashesAtEnd(line: string): number {
  let count = 0;
  while (line[line.length - 1 - count] === '\\') count += 1;
  return count;
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}
