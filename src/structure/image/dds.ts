import { onTape, reaching } from '../kit/exact-reader.ts';
import { u32le, wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const HEADER = 128;
const HAS_NAME = 4;
/** Bytes of four by four pixels. */
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

/** Textures of DirectDraw (DDS programming guide): the largest of its pictures, where its packing is known, is whole. */
export const dds: Structure = {
  name: 'dds',
  starts: 'D',
  traits: ['dense', 'paged'],
  extensions: ['dds'],
  recognises: (head) => wordAt(head, 0, 4) === 'DDS ' && u32le(head, 4) === 124 && u32le(head, 76) === 32,
  begin: ({ head }) =>
    onTape((tape) => {
      const [height, width] = [u32le(head, 12), u32le(head, 16)];
      const bits = (u32le(head, 80) & HAS_NAME) === 0 ? u32le(head, 88) : 0;
      const blocks = Math.ceil(width / 4) * Math.ceil(height / 4) * (PACKED.get(wordAt(head, 84, 4)) ?? 0);
      return reaching(tape, HEADER + (bits > 0 ? width * height * (bits / 8) : blocks), 'the first picture');
    }),
};
