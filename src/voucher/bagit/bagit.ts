import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import type { Format, Vouching } from '../kit/list.ts';
import { headOfCandidate, readVoucherFile } from '../kit/read-voucher-file.ts';
import { readDeclaration } from './declaration.ts';

const PAYLOAD = /^manifest-[a-z0-9-]+\.txt$/i;

/**
 * BagIt (RFC 8493, and 0.93 to 0.97 before it): a bag promises its payload below `data/` as a closed inventory, its tag
 * files where tag manifests name them, and sizes in Payload-Oxum. Nothing is ever fetched.
 */
export const bagit: Format = {
  name: 'bagit',
  about: 'BagIt bags: the payload as a closed inventory, tag files, Payload-Oxum; fetch.txt is never fetched',
  find(names) {
    if (names.has('bagit.txt')) return ['bagit.txt'];
    return names.has('data/')
      ? [...names]
          .filter((name) => PAYLOAD.test(name))
          .toSorted()
          .slice(0, 1)
      : [];
  },
  async open(candidate) {
    const { root, path } = candidate;
    const directory = directoryOf(path);
    if (!path.endsWith('bagit.txt')) {
      const isOfBag = /^[0-9a-f]{8,128}[ \t]+\*?(?:\.\/)?data\//i.test(
        headOfCandidate(candidate).toString('latin1'),
      );
      if (!isOfBag) return undefined;
      const lost = finding('missing', join(directory, 'bagit.txt'), { wanted: 'file' });
      const { readBag } = await import('./bag.ts');
      return readBag(root, directory, { version: '1.0', encoding: 'UTF-8', notes: [] }, [lost]);
    }
    const bytes = await readVoucherFile(root, path);
    if (typeof bytes === 'string') return refused(path, `it cannot be read (${bytes})`);
    const declaration = readDeclaration(bytes);
    if (declaration === undefined) return refused(path, 'no declaration of a bag that is known');
    const findings: Finding[] = declaration.problems.map((detail) =>
      finding('manifest-damaged', path, { detail }),
    );
    const { readBag } = await import('./bag.ts');
    return readBag(root, directory, declaration, findings);
  },
};

function refused(path: BytePath, detail: string): Vouching {
  const findings = [finding('manifest-damaged', path, { detail })];
  return { inventory: 'open', entries: [], findings, notes: [] };
}
