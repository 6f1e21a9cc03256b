import { describe, expect, it } from 'vitest';
import { dosEps, postscript } from '../../../src/structure/document/postscript.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { refusesOthers } from '../standing.ts';

describe('postscript', () => {
  holdsTo(dosEps, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound'],
    noise: ['sound'],
    flip: ['sound'],
  });

  it('knows the first line', () => {
    refusesOthers(postscript);
    expect(postscript.recognises(keptFile('postscript/line.ps'))).toBe(true);
    expect(postscript.recognises(Buffer.from('\x04%!PS-Adobe-3.0 EPSF-3.0\n'))).toBe(true);
    expect(postscript.recognises(Buffer.from('% a comment\n%!PS\n'))).toBe(false);
  });
});
