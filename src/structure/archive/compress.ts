import type { Structure } from '../kit/structure.ts';

/**
 * What `compress` writes (LZW, .Z): magic number, and a byte of flags with 9 to 16 bits a code. Nothing in it can be held
 * against anything. Old pack and gzip files are named .z too, so the name promises nothing.
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
