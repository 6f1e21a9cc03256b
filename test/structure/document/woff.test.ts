import { describe } from 'vitest';
import { woff } from '../../../src/structure/document/woff.ts';
import { woff2 } from '../../../src/structure/document/woff2.ts';
import { holdsTo } from '../kept.ts';

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
