import { finding } from '../../model/finding.ts';
import { directoryOf, join, toText } from '../../model/path.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { descriptorsIn } from './descriptors.ts';
import { followImages } from './images.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openOci({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const top = directoryOf(path);
  const own = [join(top, 'oci-layout')];
  const bytes = await readVoucherFile(root, path);
  const first = typeof bytes === 'object' ? descriptorsIn(bytes) : undefined;
  if (first === undefined) {
    const detail = typeof bytes === 'string' ? `it cannot be read (${bytes})` : 'it is no index of images';
    const findings = [finding('manifest-damaged', path, { note: detail })];
    return { inventory: 'open', entries: [], findings, notes: [], own };
  }
  const { expected, wrong, notes } = await followImages(root, first, (algorithm, hex) =>
    join(top, `blobs/${algorithm}/${hex}`),
  );
  const findings = createSomeFindings();
  for (const digest of wrong) {
    const note = digest === '' ? 'a descriptor has no digest' : `no digest: ${toText(digest)}`;
    findings.add(finding('manifest-damaged', path, { note }));
  }
  return { inventory: 'open', entries: expected, findings: findings.all(), notes, own };
}
