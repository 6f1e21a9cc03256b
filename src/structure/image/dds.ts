import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const HEADER = 128;
const HAS_NAME = 4;
/** Bytes per four by four pixels. */
const PACKED = new Map([
  ['DXT1', 8],
  ['ATI1', 8],
  ['BC4U', 8],
  ['DXT2', 16],
  ['DXT3', 16],
  ['DXT4', 16],
  ['DXT5', 16],
  ['ATI2', 16],
  ['BC5U', 16],
]);

/** DirectDraw textures (DDS programming guide): the largest picture, where its packing is known, is complete. */
export const dds: Structure = {
  name: 'dds',
  starts: 'D',
  traits: ['dense', 'paged'],
  extensions: ['dds'],
  recognises: (head) => latin1At(head, 0, 4) === 'DDS ' && u32le(head, 4) === 124 && u32le(head, 76) === 32,
  createCheck: ({ head }) =>
    exactProbe((reader) => {
      const [height, width] = [u32le(head, 12), u32le(head, 16)];
      const bits = (u32le(head, 80) & HAS_NAME) === 0 ? u32le(head, 88) : 0;
      const blocks = Math.ceil(width / 4) * Math.ceil(height / 4) * (PACKED.get(latin1At(head, 84, 4)) ?? 0);
      return checkReaches(
        reader,
        HEADER + (bits > 0 ? width * height * (bits / 8) : blocks),
        'the first picture',
      );
    }),
};
