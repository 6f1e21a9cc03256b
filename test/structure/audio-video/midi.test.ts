import { describe } from 'vitest';
import { midi } from '../../../src/structure/audio-video/midi.ts';
import { holdsTo } from '../kept.ts';

describe('midi', () => {
  holdsTo(midi, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken', 'cut'],
    noise: ['sound', 'broken', 'cut'],
    flip: ['sound', 'broken', 'cut'],
  });
});
