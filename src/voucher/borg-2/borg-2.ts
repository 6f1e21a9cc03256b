import { ENCRYPTED_FILE, namedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const NAMED = /^(?:packs\/([0-9a-f]{2})\/|index\/|keys\/)([0-9a-f]{64})$/;

/**
 * A repository of borg 2 on borgstore (2.0.0b22 internals, "Repository" and "Pack files"): packs, index fragments and
 * keys are named by the sha256 of their content; older betas keep objects in data/ under a keyed digest.
 * config/space-reserve.N is random on purpose.
 */
export const borg2: Voucher = {
  name: 'borg2',
  about: 'borg 2: the name of every pack, index and key is the sha256 of its content',
  layouts: [
    {
      vouches: true,
      anchors: ['archives/'],
      isTop: (names) =>
        names.has('archives/') &&
        names.has('config/') &&
        names.has('keys/') &&
        (names.has('packs/') || (names.has('data/') && names.has('locks/'))),
      handle(path) {
        const [, prefix = '', hex] = NAMED.exec(path) ?? [];
        if (hex?.startsWith(prefix)) return namedBy('sha256', hex);
        if (/^(?:packs|data|index)\//.test(path)) return ENCRYPTED_FILE;
        return /^(?:archives|cache|locks)\/|^config\/(?:manifest|space-reserve\.\d+)$/.test(path)
          ? OPAQUE
          : undefined;
      },
    },
  ],
};
