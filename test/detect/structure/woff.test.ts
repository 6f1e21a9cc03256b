import { describe } from 'vitest';
import { woff } from '../../../src/detect/structure/woff.ts';
import { woff2 } from '../../../src/detect/structure/woff2.ts';
import { holdsTo } from './kept.ts';

describe('woff', () => {
  holdsTo(woff, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['broken', 'cut'],
    noise: ['broken', 'cut'],
    flip: ['broken', 'sound', 'cut'],
  });
  holdsTo(woff2, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['broken', 'cut', 'sound'],
    noise: ['broken', 'cut', 'sound'],
    flip: ['sound', 'broken', 'cut'],
  });
});
