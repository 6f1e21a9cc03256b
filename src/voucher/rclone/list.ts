import { candidatesFor } from '../../manifest/checksum/digest.ts';
import { claimOfName } from '../../manifest/checksum/names.ts';
import { readListText } from '../../manifest/checksum/text.ts';
import { type BytePath, fromText, isText, nameOf, toText } from '../../model/path.ts';
import { createEntryCollector, digestOf } from '../kit/entry-collector.ts';
import { type NamedDigests, vouchForNames } from '../kit/loose-checksum-list.ts';
import { headOfCandidate, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { unlessData } from '../kit/unless-data.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { textOf } from '../kit/voucher-text.ts';

const BASE64 = /^([A-Za-z0-9+/_-]{6,86}={0,2}) {2}(.+)$/;
/** Hex in capitals has the form of base64 too, and is none. */
const HEX = /^([0-9a-f]{8,128}|[0-9A-F]{8,128}) {2}(.+)$/;
/** A backend that has no such digest leaves it blank, or says so. */
const WITHOUT = /^(?: {8,}|UNSUPPORTED|ERROR) {2}(\S.*)$/;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openRclone(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  if (!isOne(linesOf(headOfCandidate(candidate)))) return undefined;
  const bytes = await readVoucherFile(root, path);
  return typeof bytes === 'string' ? undefined : read(candidate, bytes);
}

/** The first lines, without the last, which may be cut. */
function linesOf(head: Buffer): readonly string[] {
  const lines = textOf(head).split('\n');
  return (head.length < 4096 ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
}

function isOne(lines: readonly string[]): boolean {
  const forms = lines.map((line) => ({
    base64: hexIn(line),
    isHex: HEX.test(line),
    isWithout: WITHOUT.test(line),
  }));
  const isAll = forms.every(({ base64, isHex, isWithout }) => base64 !== undefined || isHex || isWithout);
  const isBase64 = forms.some(({ base64, isHex }) => base64 !== undefined && !isHex);
  // One list has one encoding: a line of base64 among lines of hex is a line of hex that is damaged.
  const isMixed = isBase64 && forms.some(({ isHex }) => isHex);
  const isProper = isBase64 || forms.some(({ isWithout }) => isWithout);
  return isAll && isProper && !isMixed && forms.some(({ isWithout }) => !isWithout);
}

function hexIn(line: string): string | undefined {
  const text = BASE64.exec(line)?.[1];
  if (text === undefined || text.length % 4 !== 0) return undefined;
  const hex = Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64').toString('hex');
  return candidatesFor([])(hex.length).length > 0 ? hex : undefined;
}

function read(candidate: Candidate, bytes: Buffer): VoucherContents | undefined {
  const { root, path } = candidate;
  const collector = createEntryCollector(path);
  const candidates = candidatesFor(claimOfName(nameOf(path))?.algorithms ?? []);
  const names: NamedDigests[] = [];
  let without = 0;
  for (const { text, number, ended } of readListText(bytes, () => false).lines()) {
    const line = text.replace(/\r$/, '');
    if (line.trim() === '') continue;
    const isHex = HEX.test(line);
    const hex = isHex ? HEX.exec(line)?.[1]?.toLowerCase() : hexIn(line);
    const digest = hex === undefined ? undefined : digestOf(candidates(hex.length)[0] ?? '', hex);
    const name = (isHex ? HEX : BASE64).exec(line)?.[2];
    if (!isHex && WITHOUT.test(line)) without += 1;
    else if (digest === undefined || name === undefined)
      collector.problems.add(ended ? 'damaged' : 'truncated', number, 'not a digest and a name');
    else
      names.push({
        line: number,
        name: decodeName(name, (at) => statEntry(root, at) !== undefined, path),
        digests: [digest],
      });
  }
  const notes = without > 0 ? [`files of which the list has no digest: ${without}`] : [];
  return unlessData(candidate, vouchForNames(candidate, names, collector, notes));
}

/** A name as it is on disk: rclone writes control bytes as control pictures, and those behind U+201B. */
function decodeName(name: BytePath, isThere: (path: BytePath) => boolean, list: BytePath): BytePath {
  if (!/[\x80-\xff]/.test(name) || !isText(name)) return name;
  const directory = list.slice(0, list.length - nameOf(list).length);
  if (isThere(directory + name)) return name;
  const text = toText(name).replace(/(\u201b?)([\u2400-\u2421])/g, (both, quote: string, picture: string) => {
    if (quote !== '') return picture;
    const code = picture.charCodeAt(0) - 0x2400;
    return code === 0 || code === 0x20 ? both : String.fromCharCode(code === 0x21 ? 0x7f : code);
  });
  const decoded = fromText(text);
  return isThere(directory + decoded) ? decoded : name;
}
