import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { hashBytes } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { COMMIT } from './file.ts';

const MAGIC = '3fd76c17';
const FOOTER = 'c02893e8';
const BESIDE = ['write.lock', 'segments.gen'];
/** Between the name of a segment and that of its codec lie the id of the segment and, in some versions, a byte. */
const GAPS = [0, 16, 17];

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openLucene({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const bytes = await bodyOf(root, path);
  if (bytes === undefined) {
    if ((await readHead(root, path)) !== MAGIC) return undefined;
    const findings = [finding('manifest-damaged', path, { note: 'its footer does not hold' })];
    return { inventory: 'open', entries: [], findings, notes: [] };
  }
  const segments = new Set(segmentsIn(bytes));
  const headless = createSomeFindings();
  const expected = new Map<BytePath, ManifestEntry>();
  const expect = (name: BytePath): void => {
    const at = join(directory, name);
    expected.set(at, { path: at, kind: 'file', digests: [] });
  };
  for (const segment of segments) {
    expect(`${segment}.si`);
    const info = await bodyOf(root, join(directory, `${segment}.si`));
    const parts = info === undefined ? [] : filesIn(info, segment);
    for (const name of parts) expect(name);
    // A later version describes the segments of Lucene 3 anew, whose files have no headers.
    const withHeader = [`${segment}.si`, ...(info?.includes('Lucene3x') === true ? [] : parts)];
    for (const name of withHeader)
      for (const each of headlessAt(root, join(directory, name))) headless.add(each);
  }
  const names = namesOf(root, directory).map(({ name }) => name);
  // Deletions and updates have files that only the commit knows, by numbers.
  for (const name of names) if (segments.has(/^(_[0-9a-z]+)[_.]/.exec(name)?.[1] ?? '')) expect(name);
  // Only the footer of this commit was compared here: those before it have to prove themselves like any other file.
  for (const name of names) if (COMMIT.test(name) && name !== nameOf(path)) expect(name);
  const own = [nameOf(path), ...names.filter((name) => BESIDE.includes(name))];
  return {
    inventory: 'open',
    entries: [...expected.values()],
    findings: headless.all(),
    notes: [`files of ${segments.size} segments that the last commit needs: ${expected.size}`],
    own: own.map((name) => join(directory, name)),
  };
}

/** A file that does not begin with the header of a codec, as all do of which the commit has a footer. */
function headlessAt(root: BytePath, path: BytePath): Finding[] {
  const head = statEntry(root, path)?.kind === 'file' ? headOf(root, path, 4).toString('hex') : MAGIC;
  if (head === MAGIC || head === '') return [];
  const note = `begins as ${head}, without the header of its codec, which the files of its segment have`;
  return [finding('broken-structure', path, { note })];
}

async function readHead(root: BytePath, path: BytePath): Promise<string> {
  const bytes = await readVoucherFile(root, path);
  return typeof bytes === 'string' ? '' : bytes.toString('hex', 0, 4);
}

/** The bytes of a file of Lucene of which the footer holds: magic, 0, and the CRC-32 of all before as a long. */
async function bodyOf(root: BytePath, path: BytePath): Promise<Buffer | undefined> {
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string' || bytes.length < 20 || bytes.toString('hex', 0, 4) !== MAGIC)
    return undefined;
  const at = bytes.length - 16;
  if (bytes.toString('hex', at, at + 4) !== FOOTER) return undefined;
  const found = await hashBytes('crc32', bytes.subarray(0, at + 8));
  return bytes.toString('hex', at + 8) === `00000000${found}` ? bytes.subarray(0, at) : undefined;
}

/** The string of a length at an offset, and where it ends; nothing where it is not of the form. */
function stringAt(
  bytes: Buffer,
  at: number,
  form: RegExp,
): { readonly text: string; readonly end: number } | undefined {
  const length = bytes[at] ?? 0;
  const text = bytes.toString('latin1', at + 1, at + 1 + length);
  return length > 1 && length < 128 && text.length === length && form.test(text)
    ? { text, end: at + 1 + length }
    : undefined;
}

function segmentsIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const name = stringAt(bytes, at, /^_[0-9a-z]+$/);
    const hasCodec = GAPS.some(
      (gap) => name !== undefined && stringAt(bytes, name.end + gap, /^[A-Z][A-Za-z0-9]{3,}$/) !== undefined,
    );
    if (name !== undefined && hasCodec) found.push(name.text);
  }
  return found;
}

function filesIn(bytes: Buffer, segment: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const name = stringAt(bytes, at, /^_[0-9a-z]+(?:_[0-9A-Za-z]+)*\.[a-z]{2,4}$/);
    if (name !== undefined && /^_[0-9a-z]+/.exec(name.text)?.[0] === segment) found.push(name.text);
  }
  return found;
}
