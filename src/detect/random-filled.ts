import { nameOf } from '../model/path.ts';
import { DENSE_EXTENSIONS, extensionOf, isLaterVolume } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';
import { firstBytes, isAlmostRandom } from './evidence.ts';

const MIN_SIZE = 4096;

/** The largest key file that is read as one: cryptsetup reads 8 MiB, people write a few KiB. */
const LARGEST_KEY = 65_536;

/** What `openssl enc` and key services write is named so; without a salt it has no header. */
const ENCRYPTED = 'enc';

/** Returns whether a file is a key of random bytes by its name and size. */
function isKey(name: string, size: number): boolean {
  return size <= LARGEST_KEY && /(?:^|[._-])(?:key|keyfile)$/.test(name.toLowerCase());
}

/**
 * Random from the first byte to the last, and not in a format known to look so. Only a warning: encrypted files without
 * a header look the same, and their content does not tell them apart.
 */
export const randomFilled: Detector = {
  code: 'random-filled',
  examine(content, path) {
    const name = nameOf(path);
    const extension = extensionOf(name);
    const mayBeRandom = DENSE_EXTENSIONS.has(extension) || extension === ENCRYPTED;
    if (mayBeRandom || isLaterVolume(name) || isKey(name, content.size)) return undefined;
    const { size, blocks, format, verdict, head, entropy } = content;
    if (verdict.is !== 'unknown' || format !== undefined || size < MIN_SIZE || !isAlmostRandom(content))
      return undefined;
    const all = blocks.Z + blocks.C + blocks.T + blocks.R + blocks.H + blocks.B;
    return {
      code: 'random-filled',
      severity: 'warning',
      evidence: [{ is: 'random', blocks: blocks.R, of: all, entropy, first: firstBytes(head) }],
    };
  },
};
