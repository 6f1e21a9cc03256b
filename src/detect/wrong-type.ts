import { nameOf } from '../model/path.ts';
import { isRandomHead } from './block-class.ts';
import type { Detector } from './detector.ts';
import { firstBytes, isAlmostRandom, isTextFormat } from './evidence.ts';
import { extensionOf } from './extensions.ts';

/**
 * The name demands a format and the first bytes are of none, or of another. Another valid format is for the record
 * only, for people rename pictures; a head of zeros or of random bytes is an error; anything else is a warning.
 */
export const wrongType: Detector = {
  code: 'wrong-type',
  examine(content, path) {
    const { size, format, head, standing, demanded: wanted = [] } = content;
    const extension = extensionOf(nameOf(path));
    if (size === 0 || standing.is === 'proven' || wanted.length === 0) return undefined;
    if (wanted.some((each) => each.name === format?.name || (isTextFormat(each) && isTextFormat(format))))
      return undefined;
    const names = [...new Set(wanted.map((each) => each.name))].join(' or ');
    const found = format === undefined ? firstBytes(head) : format.name;
    const detail = `a .${extension} file must be ${names}, and begins as ${found}`;
    if (format !== undefined)
      return { code: 'wrong-type', severity: 'note', wanted: names, found: format.name, detail };
    const isLost = isZeroHead(head) || isRandomHead(head) || isAlmostRandom(content);
    return { code: 'wrong-type', severity: isLost ? 'error' : 'warning', wanted: names, detail };
  },
};

function isZeroHead(head: Uint8Array): boolean {
  return head.subarray(0, 512).every((byte) => byte === 0);
}
