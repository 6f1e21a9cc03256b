import { nameOf } from '../../model/path.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { ENCRYPTED } from '../../structure/kit/verdicts.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** The header of a file in the shorter of the two forms: a nonce, what is reserved and the key, and a tag. */
const HEADER = 68;
/** It holds the name of a directory as it is. */
const DIRECTORY = 'dir.c9r';

/** A vault of Cryptomator (format 7 and 8). */
export const cryptomator: Voucher = {
  name: 'cryptomator',
  about: 'vaults of Cryptomator: every file has its header; its content needs the key',
  layouts: [
    {
      anchors: ['vault.cryptomator', 'masterkey.cryptomator'],
      isTop: (names) =>
        names.has('d/') && (names.has('vault.cryptomator') || names.has('masterkey.cryptomator')),
      handle: (path) =>
        path.startsWith('d/') && path.endsWith('.c9r') && nameOf(path) !== DIRECTORY
          ? checkedBy(() =>
              exactProbe(function* (reader) {
                yield* reader.take(HEADER, 'its header');
                yield* reader.readToEnd();
                return ENCRYPTED;
              }),
            )
          : undefined,
    },
  ],
};
