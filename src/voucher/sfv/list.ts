import { createEntryCollector, digestOf } from '../kit/entry-collector.ts';
import { type NamedDigests, vouchForNames } from '../kit/loose-checksum-list.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { textOf } from '../kit/voucher-text.ts';

/** A name may hold blanks, so the digest is what stands last. */
const LINE = /^(.*\S)[ \t]+([0-9a-f]{8})[ \t]*$/i;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openSfv(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const bytes = await readVoucherFile(root, path);
  const collector = createEntryCollector(path);
  const names: NamedDigests[] = [];
  if (typeof bytes === 'string') collector.problems.add('damaged', 0, `it cannot be read (${bytes})`);
  const text = typeof bytes === 'string' ? '' : textOf(bytes);
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '' || line.startsWith(';')) continue;
    const [, name = '', hex = ''] = LINE.exec(line) ?? [];
    const digest = digestOf('crc32', hex);
    if (digest === undefined) collector.problems.add('damaged', i + 1, 'not a name and a CRC-32');
    else names.push({ line: i + 1, name, digests: [digest] });
  }
  return vouchForNames(candidate, names, collector, ['CRC-32 proves nothing against intent']);
}
