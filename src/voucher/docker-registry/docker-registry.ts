import { namedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const BLOB = /^blobs\/(sha256|sha512)\/([0-9a-f]{2})\/(\2[0-9a-f]{62,126})\/data$/;

/**
 * The storage of a Docker registry, `docker/registry/v2` (distribution, storage/paths.go). Each blob proves itself by the
 * name of its directory; links below `repositories` lead to manifests, and these to blobs, so that a missing one is seen.
 * The link of a layer may dangle: garbage collection does not remove it.
 */
export const dockerRegistry: Voucher = {
  name: 'docker-registry',
  about: 'Docker registries: blobs match their name; every manifest and every blob of an image is there',
  layouts: [
    {
      vouches: true,
      anchors: ['repositories/'],
      isTop: (names) => names.has('blobs/') && names.has('repositories/') && names.size === 2,
      handle(path) {
        const [, algorithm, , hex] = BLOB.exec(path) ?? [];
        return algorithm === undefined || hex === undefined ? undefined : namedBy(algorithm, hex);
      },
    },
  ],
  list: {
    find: (names) =>
      names.size === 2 && names.has('blobs/') && names.has('repositories/') ? ['repositories/'] : [],
    open: async (candidate) => (await import('./list.ts')).openDockerRegistry(candidate),
  },
};
