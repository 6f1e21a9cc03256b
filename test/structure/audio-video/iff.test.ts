import { describe } from 'vitest';
import { aiff, djvu } from '../../../src/structure/audio-video/iff.ts';
import { holdsTo } from '../kept.ts';

describe('iff', () => {
  holdsTo(aiff, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken'],
    noise: ['sound', 'broken'],
    flip: ['sound', 'broken', 'cut'],
  });
  holdsTo(djvu, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['broken', 'sound'],
    noise: ['broken', 'sound'],
    flip: ['sound', 'broken', 'cut'],
  });
});
