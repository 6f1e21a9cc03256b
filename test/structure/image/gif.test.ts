import { describe } from 'vitest';
import { gif } from '../../../src/structure/image/gif.ts';
import { holdsTo } from '../kept.ts';

describe('gif', () => {
  holdsTo(gif, {
    whole: 'sound',
    cut: ['cut', 'unknown'],
    zeros: ['broken'],
    noise: ['broken', 'cut', 'sound'],
    flip: ['sound', 'broken', 'cut'],
  });
});
