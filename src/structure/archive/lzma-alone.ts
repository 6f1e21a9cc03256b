import { u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const HEADER = 13;
const MOST_PROPERTIES = 225;
const KNOWN_SIZE = 2 ** 40;

/**
 * A stream of LZMA by itself, as `xz --format=lzma` and lzma write it, and of lzip before its version 1: properties, the
 * size of the dictionary and that of the content. Recognised only: there is no checksum in it.
 */
export const lzmaAlone: Structure = {
  name: 'lzma',
  starts: 'L]',
  traits: ['dense'],
  extensions: ['lzma', 'tlz'],
  recognises(head) {
    if (Buffer.from(head.subarray(0, 5)).toString('latin1') === 'LZIP\0') return (head[5] ?? 0) >= 12;
    return head[0] === 0x5d && isHeader(head);
  },
};

function isHeader(head: Uint8Array): boolean {
  if (head.length <= HEADER || (head[0] ?? 0) >= MOST_PROPERTIES || head[HEADER] !== 0) return false;
  const dictionary = u32le(head, 1);
  const isRound = dictionary >= 4096 && (dictionary & (dictionary - 1)) === 0;
  const [low, high] = [u32le(head, 5), u32le(head, 9)];
  const isOpen = low === 0xffffffff && high === 0xffffffff;
  return (isRound || dictionary % 3 === 0) && (isOpen || high * 2 ** 32 + low < KNOWN_SIZE);
}
