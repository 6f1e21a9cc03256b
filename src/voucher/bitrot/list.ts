import { type BytePath, directoryOf, isText, join, toText } from '../../model/path.ts';
import { rowsOf, type SqliteValue } from '../../structure/database/sqlite/rows.ts';
import { createEntryCollector, digestOf, type EntryCollector, hashBytes } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { type NamedDigests, vouchForNames } from '../kit/loose-checksum-list.ts';
import { headOfCandidate, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { DATABASE, DIGEST } from './names.ts';

/** Forks of bitrot use other digests than SHA-1. */
const BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [56, 'sha224'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
]);

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openBitrot(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const isDatabase = headOfCandidate(candidate).toString('latin1').startsWith('SQLite format 3\0');
  if (!isDatabase && statEntry(root, join(directoryOf(path), DIGEST)) === undefined) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const directory = directoryOf(path);
  const collector = createEntryCollector(path);
  const proof = await proofOf(root, directory, bytes);
  const rows = rowsOf(bytes, 'bitrot');
  if (proof === 'differs') collector.problems.add('damaged', 0, `it is not as ${DIGEST} has it`);
  else if (proof === 'unfinished')
    collector.problems.add('damaged', 0, 'its last transaction was not finished, and nothing proves it');
  else if (rows === undefined)
    collector.problems.add('damaged', 0, 'there is no sound table of bitrot in it');
  const isBelieved = collector.problems.all().length === 0;
  const names = isBelieved ? namesIn(rows ?? [], collector, spelledHere(root, directory)) : [];
  const notes = proof === 'absent' ? [`its own digest, ${DIGEST}, is not here`] : [];
  const contents = vouchForNames(candidate, names, collector, notes);
  const { own = [] } = contents;
  return { ...contents, own: [...own, join(directory, DIGEST), join(directory, `${DATABASE}-journal`)] };
}

/** Whether the database is as its digest says; `unfinished` where nothing says so and a transaction was interrupted. */
async function proofOf(
  root: BytePath,
  directory: BytePath,
  bytes: Buffer,
): Promise<'holds' | 'differs' | 'absent' | 'unfinished'> {
  const written = await readVoucherFile(root, join(directory, DIGEST));
  if (typeof written !== 'string')
    return (await hashBytes('sha512', bytes)) ===
      written.toString('latin1').trim().slice(0, 128).toLowerCase()
      ? 'holds'
      : 'differs';
  const journal = statEntry(root, join(directory, `${DATABASE}-journal`));
  return (journal?.size ?? 0) > 0 ? 'unfinished' : 'absent';
}

function namesIn(
  rows: readonly (readonly SqliteValue[])[],
  { problems }: EntryCollector,
  spelled: (name: BytePath) => BytePath,
): NamedDigests[] {
  const names: NamedDigests[] = [];
  for (const [name, mtime, hash] of rows) {
    const hex = hash instanceof Buffer ? hash.toString('latin1') : '';
    const digest = digestOf(BY_LENGTH.get(hex.length) ?? '', hex);
    if (digest === undefined || !(name instanceof Buffer))
      problems.add('damaged', 0, `no digest of ${String(name)}`);
    else
      names.push({
        line: 0,
        name: spelled(name.toString('latin1').replace(/^(?:\.\/)+/, '')),
        digests: [digest],
        ...(typeof mtime === 'number' ? { mtime: String(mtime) } : {}),
      });
  }
  return names;
}

/** Finds names as the disk has them: bitrot decomposes them, and ligatures and the like beyond what any disk does. */
function spelledHere(root: BytePath, directory: BytePath): (name: BytePath) => BytePath {
  const listed = new Map<BytePath, ReadonlyMap<string, BytePath>>();
  const decomposed = (name: BytePath): string => (isText(name) ? toText(name).normalize('NFKD') : name);
  const namesBelow = (at: BytePath): ReadonlyMap<string, BytePath> => {
    const known = listed.get(at);
    if (known !== undefined) return known;
    const names = new Map(namesOf(root, at).map(({ name }) => [decomposed(name), name]));
    listed.set(at, names);
    return names;
  };
  return (name) => {
    if (statEntry(root, join(directory, name)) !== undefined) return name;
    let at: BytePath = '';
    for (const each of name.split('/')) {
      const here = join(directory, at);
      const isThere = at === '' || statEntry(root, here)?.kind === 'directory';
      at = join(at, isThere ? (namesBelow(here).get(decomposed(each)) ?? each) : each);
    }
    return at;
  };
}
