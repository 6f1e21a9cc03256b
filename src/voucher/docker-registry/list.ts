import { createHash } from 'node:crypto';
import { finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { membersOf, namesOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import type { OciDescriptor } from '../oci/descriptors.ts';
import { followImages } from '../oci/images.ts';

const NAMED =
  /(?:^|\/)(_manifests\/revisions|_manifests\/tags\/[^/]+\/index|_layers)\/(sha256|sha512)\/([0-9a-f]+)\/link$/;
const CURRENT = /^(.*)\/_manifests\/tags\/[^/]+\/current\/link$/;
const DIGEST = /^(sha256|sha512):([0-9a-f]{64,128})$/;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openDockerRegistry({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const repositories = path.replace(/\/$/, '');
  const top = directoryOf(repositories);
  if (!namesOf(root, join(top, 'blobs')).some(({ name }) => /^sha\d+$/.test(name))) return undefined;
  const own: BytePath[] = [];
  const findings = createSomeFindings();
  const revisions: OciDescriptor[] = [];
  const tagged: ManifestEntry[] = [];
  for (const { path: link, kind } of membersOf(root, repositories)) {
    const [, role, algorithm, hex] = NAMED.exec(link) ?? [];
    const [, repository] = CURRENT.exec(link) ?? [];
    if (kind !== 'file' || (role === undefined && repository === undefined)) continue;
    own.push(link);
    const bytes = await readVoucherFile(root, link);
    const text = typeof bytes === 'string' ? '' : bytes.toString('latin1').trim();
    const [digest, ownAlgorithm, ownHex] = DIGEST.exec(text) ?? [];
    if (digest === undefined || (hex !== undefined && (ownAlgorithm !== algorithm || ownHex !== hex))) {
      const wanted = hex === undefined ? 'a digest' : `${algorithm}:${hex}`;
      findings.add(
        finding('manifest-damaged', link, { evidence: [{ is: 'text', wanted, found: text.slice(0, 150) }] }),
      );
    } else if (repository !== undefined) {
      const revision = `${repository}/_manifests/revisions/${ownAlgorithm}/${ownHex}/link`;
      tagged.push({ path: revision, kind: 'file', digests: await digestsOfLink(root, revision, digest) });
    } else if (role === '_manifests/revisions')
      revisions.push({ digest, isManifest: true, mayBeAbsent: false });
  }
  const images = await followImages(root, revisions, (algorithm, hex) =>
    join(top, `blobs/${algorithm}/${hex.slice(0, 2)}/${hex}/data`),
  );
  return {
    inventory: 'open',
    entries: [...tagged, ...images.expected],
    findings: findings.all(),
    notes: images.notes,
    own,
    base: top,
  };
}

/** What a link to a revision must be: the digest that its tag names, with or without white space around it. */
async function digestsOfLink(root: BytePath, link: BytePath, digest: string): Promise<Digest[]> {
  const bytes = await readVoucherFile(root, link);
  const isRight = typeof bytes === 'object' && bytes.toString('latin1').trim() === digest;
  const wanted = isRight ? bytes : Buffer.from(digest, 'latin1');
  return [{ algorithm: 'sha256', hex: createHash('sha256').update(wanted).digest('hex') }];
}
