import { claimOfName } from '../../manifest/checksum/names.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { type NamedDigests, vouchForNames } from '../kit/loose-checksum-list.ts';
import { headOfCandidate, readVoucherFile } from '../kit/read-voucher-file.ts';
import { unlessData } from '../kit/unless-data.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { textOf } from '../kit/voucher-text.ts';
import { addNamed } from './add-named.ts';
import { isFciv, readFciv } from './fciv.ts';
import { isJsonOfHashes, readJson } from './objects.ts';

const LIST = /^Algorithm[ \t]*:[ \t]*\S+[ \t]*$/m;
/** The heads of the columns, of which Hash and a name are needed: `"Hash","Path"`, `Name;Hash;Length`. */
const CSV = /^(?=.*\bHash\b)(?=.*\b(?:Path|FullName|Name)\b)"?[A-Za-z]+"?(?:[,;\t]"?[A-Za-z]+"?)+[ \t]*$/;
const CERTUTIL = /^([A-Za-z]+\d{0,3})(?: hash of (?:file )?|-Hash von |[ -][^:\n]{1,40}? )(.+):[ \t]*$/;
const DONE = /^CertUtil: /;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openGetFileHash(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  if (parserOf(textOf(headOfCandidate(candidate))) === undefined) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const text = textOf(bytes);
  const collector = createEntryCollector(path);
  const names = parserOf(text)?.(text, collector.problems, nameOf(claimOfName(nameOf(path))?.subject ?? ''));
  if (names === undefined) return undefined;
  // A table of names and hashes may be one of users and their passwords.
  const isList = !CSV.test(firstLineOf(text)) || /\bAlgorithm\b/i.test(firstLineOf(text));
  return unlessData(candidate, vouchForNames(candidate, names, collector), isList);
}

/** The first line that is not about the type of the objects. */
function firstLineOf(text: string): string {
  return (
    text
      .replace(/^#TYPE [^\n]*\n/, '')
      .trimStart()
      .split('\n', 1)[0] ?? ''
  );
}

type Parser = (text: string, problems: Problems, subject: BytePath) => NamedDigests[];

function parserOf(text: string): Parser | undefined {
  const start = text.replace(/^#TYPE [^\n]*\n/, '').trimStart();
  if (CSV.test(firstLineOf(text))) return readCsv;
  if (LIST.test(firstLineOf(text))) return readFormatList;
  if (isJsonOfHashes(start)) return readJson;
  if (isFciv(start)) return readFciv;
  const [first = '', second = '', third = ''] = start.split('\n');
  const isHash = /^[0-9a-f ]{32,192}$/i.test(second) && DONE.test(third);
  return isHash && CERTUTIL.test(first) ? readCertutil : undefined;
}

/** `Algorithm : …`, `Hash : …`, `Path : …`, and a blank line; a long path goes on in the next lines, behind blanks. */
function readFormatList(text: string, problems: Problems): NamedDigests[] {
  const found: NamedDigests[] = [];
  let fields = new Map<string, string>();
  let last = '';
  let start = 1;
  const finish = (): void => {
    if (fields.size > 0) addNamed(found, problems, start, fields);
    fields = new Map();
    last = '';
  };
  for (const [i, line] of text.split('\n').entries()) {
    const [, key, value = ''] = /^(Algorithm|Hash|Path)[ \t]*:[ \t]?(.*)$/.exec(line) ?? [];
    if (key !== undefined) {
      if (key === 'Algorithm') finish();
      if (fields.size === 0) start = i + 1;
      last = key.toLowerCase();
      fields.set(last, value);
    } else if (/^[ \t]{10,}\S/.test(line) && last !== '')
      fields.set(last, (fields.get(last) ?? '') + line.replace(/^[ \t]+/, ''));
    else if (line.trim() !== '') problems.add('damaged', i + 1, 'neither Algorithm, Hash nor Path');
  }
  finish();
  return found;
}

/** Columns in any order, quoted or not; a quote in a quoted field is doubled. */
function readCsv(text: string, problems: Problems): NamedDigests[] {
  const found: NamedDigests[] = [];
  let heads: readonly string[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#TYPE ')) continue;
    const fields = [...line.matchAll(/(?:^|[,;\t])(?:"((?:[^"]|"")*)"|([^",;\t]*))/g)].map(
      ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
    );
    if (CSV.test(line)) heads = fields.map((head) => head.trim().toLowerCase());
    else addNamed(found, problems, i + 1, new Map(heads.map((head, at) => [head, fields[at] ?? ''])));
  }
  return found;
}

/** Three lines a file: what and whose, the digest (with blanks between bytes in old versions), and that it is done. */
function readCertutil(text: string, problems: Problems, subject: BytePath): NamedDigests[] {
  const found: NamedDigests[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() === '' || DONE.test(line)) continue;
    const [, tag, name = ''] = CERTUTIL.exec(line) ?? [];
    const isKnown = / hash of |-Hash von /.test(line);
    const hash = (lines[i + 1] ?? '').replaceAll(' ', '');
    const path = isKnown ? name : subject || name;
    addNamed(
      found,
      problems,
      i + 1,
      new Map([
        ['algorithm', tag ?? ''],
        ['hash', hash],
        ['path', path],
      ]),
    );
    i += 1;
  }
  return found;
}
