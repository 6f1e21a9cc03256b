import { describe } from 'vitest';
import { bmp } from '../../../src/structure/image/bmp.ts';
import { holdsTo } from '../kept.ts';

describe('bmp', () => {
  holdsTo(bmp, {
    whole: 'sound',
    cut: ['cut', 'sound'],
    zeros: ['sound'],
    noise: ['sound'],
    flip: ['sound'],
  });
});
