import { describe, expect, it } from 'vitest';
import { rtf } from '../../../src/structure/document/rtf.ts';
import { holdsTo } from '../kept.ts';
import { standingOf } from '../standing.ts';

describe('rtf', () => {
  holdsTo(rtf, {
    whole: 'sound',
    cut: ['cut', 'sound'],
    zeros: ['broken'],
    noise: ['broken', 'sound', 'cut'],
    flip: ['sound', 'cut'],
  });

  it('counts groups, not escaped braces nor those in binary data', () => {
    const of = (text: string): string => standingOf(rtf, Buffer.from(text, 'latin1')).is;
    expect(of('{\\rtf1 \\{ \\\\}')).toBe('sound');
    expect(of('{\\rtf1 {\\bin3 }}{}')).toBe('cut');
    expect(of('{\\rtf1 {\\bin3 }}{}}')).toBe('sound');
    expect(of(`{\\rtf1 {\\bin40 ${'\0'.repeat(40)}}}`)).toBe('sound');
    expect(of('{\\rtf1 text} trailing {')).toBe('sound');
  });
});
