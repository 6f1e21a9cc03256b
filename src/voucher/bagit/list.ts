import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { headOfCandidate, readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { readDeclaration } from './declaration.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openBag(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const directory = directoryOf(path);
  if (!path.endsWith('bagit.txt')) {
    const isOfBag = /^[0-9a-f]{8,128}[ \t]+\*?(?:\.\/)?data\//i.test(
      headOfCandidate(candidate).toString('latin1'),
    );
    if (!isOfBag) return undefined;
    const lost = finding('missing', join(directory, 'bagit.txt'), {
      evidence: [{ is: 'kind', wanted: 'file' }],
    });
    const { readBag } = await import('./bag.ts');
    return readBag(root, directory, { version: '1.0', encoding: 'UTF-8' }, [lost]);
  }
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return refused(path, `it cannot be read (${bytes})`);
  const declaration = readDeclaration(bytes);
  if (declaration === undefined) return refused(path, 'no declaration of a bag that is known');
  const findings: Finding[] = declaration.problems.map((detail) =>
    finding('manifest-damaged', path, { note: detail }),
  );
  const { readBag } = await import('./bag.ts');
  return readBag(root, directory, declaration, findings);
}

function refused(path: BytePath, detail: string): VoucherContents {
  const findings = [finding('manifest-damaged', path, { note: detail })];
  return { inventory: 'open', entries: [], findings, notes: [] };
}
