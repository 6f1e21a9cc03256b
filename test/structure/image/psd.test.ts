import { describe } from 'vitest';
import { psd } from '../../../src/structure/image/psd.ts';
import { holdsTo } from '../kept.ts';

describe('psd', () => {
  holdsTo(psd, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound'],
    noise: ['sound', 'broken', 'cut'],
    flip: ['sound', 'cut'],
  });
});
