import type { Structure } from '../kit/structure.ts';

/**
 * The output of `compress` (LZW, .Z): magic number, and a flags byte with 9 to 16 bits per code. It contains nothing
 * that can be verified. Old pack and gzip files are also named .z, so the extension demands nothing.
 */
export const compress: Structure = {
  name: 'compress',
  starts: '\x1f',
  traits: ['dense'],
  extensions: [],
  recognises(head) {
    const [first, second, flags = 0] = head;
    const bits = flags & 0x1f;
    return (
      first === 0x1f && second === 0x9d && (flags & 0x60) === 0 && bits >= 9 && bits <= 16 && head.length > 3
    );
  },
};
