import { describe } from 'vitest';
import { ico } from '../../../src/structure/image/ico.ts';
import { holdsTo } from '../kept.ts';

describe('ico', () => {
  holdsTo(ico, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken'],
    noise: ['sound', 'broken', 'cut'],
    flip: ['sound', 'broken', 'cut'],
  });
});
