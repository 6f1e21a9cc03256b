import type { Structure } from '../kit/structure.ts';

/**
 * A font of Adobe without a wrapper (Technical Note 5176), as PDF programs extract it, often under `.pfb`: version 1, a
 * header of four bytes, and an index with one name. Recognised only.
 */
export const cff: Structure = {
  name: 'cff',
  starts: '\x01',
  traits: ['dense'],
  extensions: ['cff', 'pfb'],
  recognises: ([major, minor, header, offset = 0, high, low, width = 0]) =>
    major === 1 &&
    minor === 0 &&
    header === 4 &&
    offset > 0 &&
    offset <= 4 &&
    high === 0 &&
    low === 1 &&
    width > 0 &&
    width <= 4,
};
