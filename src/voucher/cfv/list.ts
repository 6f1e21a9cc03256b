import { createEntryCollector, digestOf } from '../kit/entry-collector.ts';
import { type NamedDigests, vouchForNames } from '../kit/loose-checksum-list.ts';
import { headOfCandidate, readVoucherFile } from '../kit/read-voucher-file.ts';
import { unlessData } from '../kit/unless-data.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { textOf } from '../kit/voucher-text.ts';

/** `name,size,crc,` and, in the other form, `name,size,crc,directory,`. */
const LINE = /^([^,\n]+),(\d{1,16}),([0-9a-f]{8}),(?:([^,\n]*),)?$/i;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openCfv(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const head = headOfCandidate(candidate);
  const lines = textOf(head).split('\n');
  const whole = head.length < 4096 ? lines : lines.slice(0, -1);
  const isList = whole.some((line) => line !== '') && whole.every((line) => line === '' || LINE.test(line));
  if (!isList) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const collector = createEntryCollector(path);
  const names: NamedDigests[] = [];
  for (const [i, line] of textOf(bytes).split('\n').entries()) {
    if (line === '') continue;
    const [, file = '', size = '', hex = '', directory = ''] = LINE.exec(line) ?? [];
    const digest = digestOf('crc32', hex);
    const name = directory === '' ? file : `${directory.replace(/[\\/]+$/, '')}/${file}`;
    if (digest === undefined || !Number.isSafeInteger(Number(size)))
      collector.problems.add('damaged', i + 1, 'not a name, a size and a CRC-32');
    else names.push({ line: i + 1, name, size: Number(size), digests: [digest] });
  }
  return unlessData(
    candidate,
    vouchForNames(candidate, names, collector, ['CRC-32 proves nothing against intent']),
  );
}
