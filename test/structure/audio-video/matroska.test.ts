import { describe } from 'vitest';
import { matroska } from '../../../src/structure/audio-video/matroska.ts';
import { holdsTo } from '../kept.ts';

describe('matroska', () => {
  holdsTo(matroska, {
    whole: 'sound',
    cut: ['cut', 'sound', 'unknown'],
    zeros: ['broken', 'sound', 'cut'],
    noise: ['broken', 'unknown', 'sound'],
    flip: ['sound', 'broken', 'cut', 'unknown'],
  });
});
