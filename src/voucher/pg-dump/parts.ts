import type { Finding } from '../../model/finding.ts';
import { type BytePath, join, nameOf } from '../../model/path.ts';
import { dumpFilesOf } from '../../structure/database/postgres/toc.ts';
import { namesOf } from '../kit/list-files.ts';
import { lostKeyFile, missingAmong, type PartsPlace } from '../kit/parts.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';

const TOC = 'toc.dat';
const BLOBS = /^blobs(?:_\d+)?\.toc$/;
const PACKED = /\.(?:gz|lz4|zst)$/;

/** The files that `toc.dat` names, and the large objects that `blobs.toc` names; each may be packed. */
export async function pgDumpParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const bytes = await readVoucherFile(root, join(directory, TOC));
  const files = typeof bytes === 'string' ? undefined : dumpFilesOf(bytes);
  if (files === undefined) return lostKeyFile(place, TOC);
  const listed = new Set(namesOf(root, directory).map(({ name }) => name));
  const plain = new Set([...listed].map((name) => name.replace(PACKED, '')));
  const extension =
    [...listed].map((name) => /\.dat(\.\w+)$/.exec(name)?.[1]).find((each) => each !== undefined) ?? '';
  const named = (names: readonly BytePath[]): BytePath[] =>
    names.filter((name) => !plain.has(name)).map((name) => (name.endsWith('.toc') ? name : name + extension));
  const findings = missingAmong(place, TOC, named(files));
  for (const toc of files.filter((name) => BLOBS.test(name) && listed.has(name))) {
    const text = await readVoucherFile(root, join(directory, toc));
    const lines = typeof text === 'string' ? [] : text.toString('latin1').split('\n');
    const blobs = lines.flatMap((line) => /^\d+ (\S+)$/.exec(line)?.[1] ?? []);
    findings.push(...missingAmong(place, nameOf(toc), named(blobs)));
  }
  return findings;
}
