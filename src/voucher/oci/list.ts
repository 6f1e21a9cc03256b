import { finding } from '../../model/finding.ts';
import { directoryOf, join, toText } from '../../model/path.ts';
import type { Format } from '../kit/list.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import { descriptorsIn } from './descriptors.ts';
import { followImages } from './images.ts';

const MOST_WRONG = 20;

/**
 * An OCI image layout (image-layout.md): `index.json` leads to every blob of its images. The blobs hold by their names, as
 * those of a store do; what this adds is that all of them are there, with their sizes.
 */
export const oci: Format = {
  name: 'oci',
  about: 'OCI image layouts (skopeo, umoci, buildah): every blob that an image consists of is there',
  find: (names) =>
    names.has('oci-layout') && names.has('index.json') && names.has('blobs/') ? ['index.json'] : [],
  async open({ root, path }) {
    const top = directoryOf(path);
    const own = [join(top, 'oci-layout')];
    const bytes = await readVoucherFile(root, path);
    const first = typeof bytes === 'object' ? descriptorsIn(bytes) : undefined;
    if (first === undefined) {
      const detail = typeof bytes === 'string' ? `it cannot be read (${bytes})` : 'it is no index of images';
      const findings = [finding('manifest-damaged', path, { detail })];
      return { inventory: 'open', entries: [], findings, notes: [], own };
    }
    const { promises, wrong, notes } = await followImages(root, first, (algorithm, hex) =>
      join(top, `blobs/${algorithm}/${hex}`),
    );
    const findings = wrong
      .slice(0, MOST_WRONG)
      .map((digest) => finding('manifest-damaged', path, { detail: `no digest: ${toText(digest)}` }));
    return { inventory: 'open', entries: promises, findings, notes, own };
  },
};
