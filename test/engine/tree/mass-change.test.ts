import { describe, expect, it } from 'vitest';
import { guard } from '../../../src/engine/tree/mass-change.ts';
import { inWords } from '../../help/in-words.ts';

describe('the guard', () => {
  it.each<[string, number, number, number, string[]]>([
    ['all is there', 100, 100, 0, []],
    ['nothing was promised', 5, 0, 0, []],
    ['nothing is there, and nothing was promised', 0, 0, 0, ['empty-root']],
    ['nothing is there', 0, 100, 100, ['empty-root']],
    ['half is gone', 50, 100, 50, []],
    ['more than half is gone', 49, 100, 51, ['mass-loss']],
    ['all is gone and other things are there', 3, 100, 100, ['mass-loss']],
    ['few were promised', 1, 9, 8, []],
    ['ten were promised', 4, 10, 6, ['mass-loss']],
  ])('where %s', (_, entries, expected, lost, wanted) => {
    expect(
      guard({ entries, expected, lost, changed: 0, isStopped: false }).map((finding) => finding.code),
    ).toEqual(wanted);
    expect(guard({ entries, expected, lost, changed: 0, isStopped: true })).toEqual([]);
  });

  it('tells a change of most of a hundred, unless it is a loss', () => {
    const codes = (expected: number, lost: number, changed: number): string[] =>
      guard({ entries: expected, expected, lost, changed, isStopped: false }).map(({ code }) => code);
    expect(codes(100, 0, 51)).toEqual(['mass-change']);
    expect(codes(100, 20, 31)).toEqual(['mass-change']);
    expect(codes(100, 0, 50)).toEqual([]);
    expect(codes(99, 0, 99)).toEqual([]);
    expect(codes(100, 51, 49)).toEqual(['mass-loss']);
  });

  it('says how many', () => {
    expect(guard({ entries: 3, expected: 100, lost: 98, changed: 0, isStopped: false }).map(inWords)).toEqual(
      [
        {
          code: 'mass-loss',
          severity: 'error',
          path: '',
          wanted: '100 entries',
          found: '2',
          detail: '98 are gone',
        },
      ],
    );
    expect(
      guard({ entries: 0, expected: 12, lost: 12, changed: 0, isStopped: false }).map(inWords),
    ).toMatchObject([{ wanted: '12 entries', found: 'none', path: '' }]);
  });
});
