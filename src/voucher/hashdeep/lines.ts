import type { Problems } from '../../manifest/checksum/problems.ts';
import type { BytePath } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';
import { type HashdeepList, type HashdeepRecord } from './record.ts';

/** The algorithms of hashdeep, and how many hex digits each has. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['md5', 32],
  ['sha1', 40],
  ['sha256', 64],
  ['tiger', 48],
  ['whirlpool', 128],
]);
const PIECE = / offset \d+-\d+$/;

/**
 * Reads a list of hashdeep (its own "HASHDEEP-1.0", as display.cc writes it): `size,digest,…,name` in the columns that the
 * header names; a name may hold commas, and line feeds too, which nothing escapes, so that the disk is asked.
 */
export function parseHashdeep(
  text: string,
  problems: Problems,
  isThere: (name: BytePath) => boolean,
): HashdeepList {
  const records: HashdeepRecord[] = [];
  const lines = text.split('\n');
  const isCut = lines.pop() !== '';
  let columns: readonly string[] = [];
  let invokedFrom: string | undefined;
  let command: string | undefined;
  let pieces = 0;
  let isHeader = true;
  for (const [i, raw] of (isCut ? text.split('\n') : lines).entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const number = i + 1;
    if (line.startsWith('%%%% HASHDEEP-')) {
      if (!/^%%%% HASHDEEP-1\.\d+$/.test(line))
        problems.add('damaged', number, 'a version that is not known');
    } else if (line.startsWith('%%%% ')) columns = columnsOf(line.slice(5), problems, number);
    else if (line.startsWith('## ') && isHeader) {
      invokedFrom ??= /^## Invoked from: (.+)$/.exec(line)?.[1];
      command ??= /^## [#$>] (.+)$/.exec(line)?.[1] ?? /^## [A-Za-z]:.*?> (.+)$/.exec(line)?.[1];
    } else if (/^##? ?$/.test(line) || line === '') continue;
    else {
      isHeader = false;
      const record = recordOf(line, columns, number);
      const last = records.at(-1);
      if (record !== undefined) records.push(record);
      else if (last !== undefined && continues(records, last, line, isThere)) continue;
      else if (line.startsWith('#')) continue;
      else
        problems.add(
          isCut && number === lines.length + 1 ? 'truncated' : 'damaged',
          number,
          'not a record of these columns',
        );
    }
  }
  const kept = records.filter(({ name }) => !PIECE.test(name) || isThere(name));
  pieces = records.length - kept.length;
  if (isCut && problems.all().length === 0) problems.add('truncated', 0, 'its last line has no end');
  const notes = columns.includes('tiger') ? ['Tiger digests are not checked'] : [];
  if (pieces > 0) notes.push(`digests of pieces of files (-p), not checked: ${pieces}`);
  const header = {
    ...(invokedFrom === undefined ? {} : { invokedFrom }),
    ...(command === undefined ? {} : { command }),
  };
  return { records: kept, notes, ...header };
}

function columnsOf(line: string, problems: Problems, number: number): readonly string[] {
  const columns = line.split(',');
  const known = columns.slice(1, -1).every((each) => LENGTHS.has(each));
  if (columns[0] === 'size' && columns.at(-1) === 'filename' && columns.length > 2 && known) return columns;
  problems.add('damaged', number, 'columns that are not known');
  return [];
}

function recordOf(line: string, columns: readonly string[], number: number): HashdeepRecord | undefined {
  if (columns.length === 0) return undefined;
  const digests = [];
  let from = 0;
  let size = -1;
  for (const column of columns.slice(0, -1)) {
    const to = line.indexOf(',', from);
    const field = to < 0 ? '' : line.slice(from, to);
    from = to + 1;
    if (column === 'size') {
      size = /^\d{1,16}$/.test(field) ? Number(field) : -1;
      if (size < 0 || !Number.isSafeInteger(size)) return undefined;
    } else if (column === 'tiger') {
      if (!/^[0-9a-f]{48}$/i.test(field)) return undefined;
    } else {
      const digest = digestOf(column, field);
      if (digest === undefined) return undefined;
      digests.push(digest);
    }
  }
  const name = line.slice(from);
  return name === '' ? undefined : { line: number, name, size, digests };
}

/** Takes a line as the rest of the name before it, where the disk has a file of both. */
function continues(
  records: HashdeepRecord[],
  last: HashdeepRecord,
  line: string,
  isThere: (name: BytePath) => boolean,
): boolean {
  const name = `${last.name}\n${line}`;
  if (!isThere(name.replace(/^\.\//, ''))) return false;
  records[records.length - 1] = { ...last, name };
  return true;
}
