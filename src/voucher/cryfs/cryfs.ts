import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { broken, ENCRYPTED } from '../../structure/kit/verdicts.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const MAGIC = 'cryfs;block;0\0';

/** A file system of cryfs: blocks of one size, each with a header of its own (OnDiskBlockStore2). */
export const cryfs: Voucher = {
  name: 'cryfs',
  about: 'cryfs: every block begins with its header; its content needs the key',
  layouts: [
    {
      anchors: ['cryfs.config'],
      isTop: (names) => names.has('cryfs.config'),
      handle: (path) =>
        /^[0-9A-F]{3}\/[0-9A-F]{29}$/.test(path)
          ? checkedBy(() =>
              exactProbe(function* (tape) {
                const magic = (yield* tape.take(MAGIC.length, 'its header')).toString('latin1');
                yield* tape.readToEnd();
                if (magic === MAGIC) return ENCRYPTED;
                return broken(`no block: it begins as ${Buffer.from(magic, 'latin1').toString('hex')}`);
              }),
            )
          : undefined,
    },
  ],
};
