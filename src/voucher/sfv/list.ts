import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { directoryOf, join, unsafeBecause } from '../../model/path.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';

const LINE = /^(.*\S)[ \t]+([0-9a-f]{8})[ \t]*$/i;
/** A name may hold blanks, so the digest is what stands last. */
const MOST_PROBLEMS = 20;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openSfv({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string')
    return {
      inventory: 'open',
      entries: [],
      findings: [damaged(path, `it cannot be read (${bytes})`)],
      notes: [],
    };
  const promises: ManifestEntry[] = [];
  const findings = [];
  const text = bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const lines = text.split(/\r\n|\n|\r/);
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith(';')) continue;
    const [, name = '', hex = ''] = LINE.exec(line) ?? [];
    const at = join(directoryOf(path), name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
    const reason = hex === '' ? 'not a name and a CRC-32' : unsafeBecause(at);
    if (reason === undefined)
      promises.push({ path: at, kind: 'file', digests: [{ algorithm: 'crc32', hex: hex.toLowerCase() }] });
    else if (findings.length < MOST_PROBLEMS)
      findings.push(
        hex === ''
          ? damaged(path, `line ${i + 1}: ${reason}`)
          : finding('manifest-unsafe-path', path, { note: `line ${i + 1}: ${reason}` }),
      );
  }
  if (promises.length === 0 && findings.length === 0) findings.push(damaged(path, 'it has no entries'));
  return {
    inventory: 'open',
    entries: promises,
    findings,
    notes: ['CRC-32 proves nothing against intent'],
  };
}

function damaged(path: string, detail: string): ReturnType<typeof finding> {
  return finding('manifest-damaged', path, { note: detail });
}
