import { checkedBy, namedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { inflatedProbe, oldDigestProbe } from './inflated.ts';
import { digitsOf, LEAST, nameIn, rulesOf } from './sample.ts';

const DIRECTORY = /^[0-9a-f]{1,4}\/$/i;

/**
 * Directories of files that are named by a digest of their content, which may be spread over directories of its first
 * digits, or of what it inflates to, as the pools of BackupPC are. Names of that form mean nothing alone: a sample of the
 * files says whether they are digests, and then the name of every file is a promise.
 */
export const digestPool: Voucher = {
  name: 'digest-pool',
  about:
    'files named by the MD5, SHA-1, SHA-256 or SHA-512 of their content, as most of a sample are; pools of BackupPC',
  layouts: [
    {
      vouches: true,
      yields: true,
      isHint: (name) => DIRECTORY.test(name) || nameIn(name) !== undefined,
      isTop(names) {
        let directories = 0;
        let files = 0;
        for (const name of names) {
          if (DIRECTORY.test(name)) directories += 1;
          else if (nameIn(name) !== undefined && !name.endsWith('/')) files += 1;
          if (directories === LEAST || files === LEAST) return true;
        }
        return false;
      },
      owned(place) {
        const groups = rulesOf(place);
        if (groups.size === 0) return undefined;
        return (path) => groups.has(digitsOf(path)?.group ?? '');
      },
      handle(path, file) {
        const name = digitsOf(path);
        const rule = name === undefined ? undefined : rulesOf(file).get(name.group);
        if (name === undefined || rule === undefined) return undefined;
        const { algorithm, packed } = rule;
        if (rule.isOld === true) return checkedBy(() => oldDigestProbe(name.hex, packed));
        return packed ? checkedBy(() => inflatedProbe(algorithm, name.hex)) : namedBy(algorithm, name.hex);
      },
    },
  ],
};
