import { ENCRYPTED_FILE, namedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const NAMED = /^(?:data\/(?:([0-9a-f]{2})\/)?|index\/|snapshots?\/|keys?\/)([0-9a-f]{64})$/;

/**
 * A repository of restic or rustic (restic design.rst, "Repository Layout"; also the s3legacy layout): files are named
 * by the sha256 of what they hold, encrypted. `config` has no digest, locks and leftovers of an upload come and go.
 */
export const restic: Voucher = {
  name: 'restic',
  about: 'restic and rustic: the name of every file but `config` and the locks is the sha256 of its content',
  layouts: [
    {
      vouches: true,
      anchors: ['keys/', 'key/'],
      isTop: (names) =>
        names.has('config') &&
        names.has('data/') &&
        names.has('index/') &&
        ((names.has('keys/') && names.has('snapshots/')) || (names.has('key/') && names.has('snapshot/'))),
      handle(path) {
        const [, prefix = '', hex] = NAMED.exec(path) ?? [];
        if (hex !== undefined) return hex.startsWith(prefix) ? namedBy('sha256', hex) : ENCRYPTED_FILE;
        return path === 'config' || /^(?:data|index|snapshots?|keys?|locks?)\//.test(path)
          ? ENCRYPTED_FILE
          : undefined;
      },
    },
  ],
};
