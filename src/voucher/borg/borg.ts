import { checkedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { borgSegment } from './segment.ts';
import { borgIntegrity, borgState } from './state.ts';

const STATE = /^(?:index|hints|integrity)\.\d+(?:\.tmp)?$/;

/**
 * A repository of borg 1 and of the first betas of borg 2, or of attic (borg internals, "Repository"): segments of a
 * log below data/, each entry with a CRC-32, those of the betas with an XXH64 too.
 */
export const borg: Voucher = {
  name: 'borg',
  about:
    'borg 1, betas of borg 2: every entry of every segment holds by its CRC-32 (and XXH64), encrypted or not',
  layouts: [
    {
      vouches: true,
      anchors: ['README'],
      isTop(names) {
        if (!names.has('README') || !names.has('config') || !names.has('data/')) return false;
        if (names.has('nonce') || names.has('lock.roster')) return true;
        for (const name of names) if (STATE.test(name)) return true;
        return false;
      },
      handle(path, file) {
        if (/^data\/\d+\/\d+$/.test(path)) return checkedBy(borgSegment);
        const begin = borgState(path, file);
        if (begin !== undefined) return checkedBy(begin);
        if (/^integrity\.\d+$/.test(path)) return checkedBy(borgIntegrity);
        return STATE.test(path) || path === 'nonce' || path.startsWith('data/') ? OPAQUE : undefined;
      },
    },
  ],
};
