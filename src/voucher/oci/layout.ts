import { namedBy } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

const BLOB = /^blobs\/(sha256|sha384|sha512)\/([0-9a-f]{64,128})$/;
const REGISTRY_BLOB = /^blobs\/(sha256|sha512)\/([0-9a-f]{2})\/(\2[0-9a-f]{62,126})\/data$/;

/** An image layout (OCI image-layout) or the content store of containerd: blobs under their digest. */
export const oci: Store = {
  name: 'oci',
  vouches: true,
  about: 'OCI image layouts and containerd: every blob holds by its name',
  isTop: (names) => names.has('blobs/') && (names.has('oci-layout') || names.has('ingest/')),
  handle(path) {
    const [, algorithm, hex] = BLOB.exec(path) ?? [];
    return algorithm === undefined || hex === undefined ? undefined : namedBy(algorithm, hex);
  },
};

/** The storage of a registry, docker/registry/v2 (distribution, storage/paths.go). */
export const dockerRegistry: Store = {
  name: 'docker-registry',
  vouches: true,
  about: 'a Docker registry: every blob holds by the name of its directory',
  isTop: (names) => names.has('blobs/') && names.has('repositories/') && names.size === 2,
  handle(path) {
    const [, algorithm, , hex] = REGISTRY_BLOB.exec(path) ?? [];
    return algorithm === undefined || hex === undefined ? undefined : namedBy(algorithm, hex);
  },
};
