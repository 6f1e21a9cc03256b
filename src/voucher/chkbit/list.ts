import { finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, fromText, join, nameOf } from '../../model/path.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { placeNames } from '../kit/place-names.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { headText } from '../kit/voucher-text.ts';
import { type Index, type IndexedFile, objectOf, readIndex } from './index-entries.ts';
import { membersOf } from './json-members.ts';
import { ATOM, IGNORE } from './names.ts';

/** The one version of the index of a whole tree. */
const VERSION = 6;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openChkbit(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const directory = directoryOf(path);
  const isAtom = nameOf(path) === ATOM;
  if (!(isAtom ? /^\s*\{\s*"type"\s*:\s*"chkbit"/ : /^\s*\{/).test(headText(candidate))) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const collector = createEntryCollector(path);
  const { problems } = collector;
  const text = bytes.toString('utf8');
  const indexes = new Map<BytePath, Index>();
  if (!isJson(text)) problems.add('truncated', 0, 'it ends before its end, or is no JSON');
  else if (!isAtom) indexes.set('', await readIndex(text, '', problems));
  else
    for (const [at, written] of directoriesIn(text))
      indexes.set(fromText(at), await readIndex(written, at === '' ? '' : `of ${at}: `, problems));

  const files: { readonly name: BytePath; readonly file?: IndexedFile }[] = [];
  for (const [at, index] of indexes) {
    for (const file of index.files) files.push({ name: join(at, file.name), file });
    for (const name of index.directories) files.push({ name: join(at, name) });
  }
  const { placed, notes, links } = placeNames(
    candidate,
    files.map(({ name }) => name),
    { escaped: true },
  );
  for (const [i, { file }] of files.entries()) {
    const place = placed[i] ?? { danger: 'empty path' };
    if ('danger' in place) problems.add('unsafe', 0, place.danger);
    else if (file === undefined) collector.add({ path: place.path, kind: 'directory', digests: [] }, 0);
    else {
      const { digest, size, mtime } = file;
      collector.add({ path: place.path, kind: 'file', digests: [digest], size, mtime }, 0);
    }
  }
  const findings = [...collector.findings()];
  if (isAtom && files.length === 0 && findings.length === 0)
    findings.push(finding('manifest-damaged', path, { note: 'it has no entries' }));
  const beside = [IGNORE, `${ATOM}.bak`, `${ATOM}.new`].map((name) => join(directory, name));
  const patterns = [...indexes.keys()].map((at) => join(join(directory, at), IGNORE));
  return {
    inventory: 'open',
    entries: collector.all(),
    findings,
    notes,
    own: [...beside, ...patterns, ...links],
  };
}

function isJson(text: string): boolean {
  try {
    return Object.keys(objectOf(JSON.parse(text))).length > 0 || text.trim() === '{}';
  } catch {
    return false;
  }
}

/** The indexes of all directories, as they are written; none where it is of another version. */
function directoriesIn(text: string): ReadonlyMap<string, string> {
  const members = membersOf(text);
  return members.get('version') === String(VERSION) ? membersOf(members.get('data') ?? '{}') : new Map();
}
