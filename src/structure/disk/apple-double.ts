import { u32be } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const MAGIC = 0x00051607;

/**
 * AppleDouble (RFC 1740): the resource fork and extended attributes of `name` in `._name`, which a Mac writes on file
 * systems that have neither.
 */
export const appleDouble: Structure = {
  name: 'appledouble',
  starts: '\0',
  traits: [],
  extensions: [],
  recognises: (head) =>
    u32be(head, 0) === MAGIC && (u32be(head, 4) === 0x20000 || u32be(head, 4) === 0x10000),
};
