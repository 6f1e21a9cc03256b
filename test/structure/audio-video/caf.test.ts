import { describe } from 'vitest';
import { caf } from '../../../src/structure/audio-video/caf.ts';
import { holdsTo } from '../kept.ts';

describe('caf', () => {
  holdsTo(caf, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken'],
    noise: ['sound', 'broken', 'cut'],
    flip: ['sound', 'broken', 'cut'],
  });
});
