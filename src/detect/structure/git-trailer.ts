import { createHash } from 'node:crypto';
import type { Probe } from '../../model/probe.ts';
import { hexAt, isZero, wordAt } from './peek.ts';
import type { Standing, Structure } from './structure.ts';
import { onTape } from './tape.ts';
import { broken, cut, PROVEN, SOUND } from './verdicts.ts';

/** PACK, \377tOc, DIRC, MIDX, CGPH, RIDX and BITM with their versions. */
const MAGIC =
  /^(?:5041434b0000000[23]|ff744f6300000002|444952430000000[2-4]|4d4944580[12]0[12]|43475048010[12]|5249445800000001|4249544d0001)/;
const SHA1 = 20;
const SHA256 = 32;

/**
 * Packs, indexes and other files of git (gitformat-pack, gitformat-index): they end in the SHA-1 of all before, or the
 * SHA-256 in a repository of that format, and an index in zeros where `index.skipHash` is set.
 */
export const gitTrailer: Structure = {
  name: 'git-pack',
  starts: 'P\xffDMCRB',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => MAGIC.test(hexAt(head, 0, 8)),
  begin: ({ head }) => gitTrailerOf(wordAt(head, 0, 4) === 'DIRC'),
};

/** Holds a file of git against its trailer, whatever it begins with; `maySkip` says that zeros may stand for the digest. */
export function gitTrailerOf(maySkip: boolean): Probe<Standing> {
  return onTape(function* (tape) {
    const sha1 = createHash('sha1');
    const sha256 = createHash('sha256');
    const tail = yield* tape.restBut(SHA256, (bytes) => {
      sha1.update(bytes);
      sha256.update(bytes);
    });
    if (tail.length < SHA256) return cut(`ends at byte ${tape.offset}, before any trailer`);
    const split = tail.length - SHA1;
    const found = sha1.update(tail.subarray(0, split)).digest();
    const wanted = tail.subarray(split);
    if (found.equals(wanted) || sha256.digest().equals(tail)) return PROVEN;
    if (isZero(wanted) && maySkip) return SOUND;
    return broken(
      `the SHA-1 of its first ${tape.offset - SHA1} bytes is ${found.toString('hex')}, wanted ${wanted.toString('hex')}`,
    );
  });
}
