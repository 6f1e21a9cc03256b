import { namedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const BLOB = /^blobs\/(sha256|sha384|sha512)\/([0-9a-f]{64,128})$/;

/**
 * OCI image layouts (image-layout.md) and the content store of containerd. Each blob proves itself by its name;
 * `index.json` leads to every blob of its images, so that a missing one is seen. Signatures are not checked.
 */
export const oci: Voucher = {
  name: 'oci',
  about:
    'OCI image layouts (skopeo, umoci, buildah) and containerd: blobs match their name; every blob of an image is there',
  layouts: [
    {
      vouches: true,
      anchors: ['blobs/'],
      isTop: (names) => names.has('blobs/') && (names.has('oci-layout') || names.has('ingest/')),
      handle(path) {
        const [, algorithm, hex] = BLOB.exec(path) ?? [];
        return algorithm === undefined || hex === undefined ? undefined : namedBy(algorithm, hex);
      },
    },
  ],
  list: {
    find: (names) =>
      names.has('oci-layout') && names.has('index.json') && names.has('blobs/') ? ['index.json'] : [],
    open: async (candidate) => (await import('./list.ts')).openOci(candidate),
  },
};
