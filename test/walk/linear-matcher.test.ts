import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { growthOf, parseExpression } from '../../src/walk/expression.ts';
import { linearMatcher } from '../../src/walk/linear-matcher.ts';
import { excluding } from '../../src/walk/selection.ts';

const GLOBS =
  '* ** *.tmp **/*.tmp a/**/b a/*/b/** ?a*b [a-c]*x [!a]* *.{tmp,x} !(a)* +(a|b) @(a|b)*c *(a|ab)c !(*.tmp) !(a|b)/c {a,b}{c,d} a*a*a*b [[:alpha:]]* a\\*b **/a*/**/b* +(a|!(b)) !(+(a))b *~ .* $a*^ [a/b]c []a]b \\d* {a..c}*';
const LETTERS = ['a', 'b', 'c', '/', '.', '.tmp', 'x', '1', '$', '\n', 'é', '^'];

/** Texts of the letters above, always the same ones. */
function* texts(count: number): Generator<string> {
  let seed = 7;
  const next = (most: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  for (let i = 0; i < count; i++)
    yield Array.from({ length: 1 + next(8) }, () => LETTERS[next(LETTERS.length)]).join('');
}

function matcherOf(glob: string): {
  readonly linear: (text: string) => boolean;
  readonly expression: RegExp;
} {
  const expression = picomatch.makeRe(glob, { dot: true, flags: 's' });
  const parts = parseExpression(expression.source);
  const linear = parts === undefined ? undefined : linearMatcher(parts);
  if (linear === undefined) throw new Error(`${glob} is not known: ${expression.source}`);
  return { linear, expression };
}

describe('the matcher that never goes back', () => {
  it.each(GLOBS.split(' '))('matches what the expression of %s matches', (glob) => {
    const { linear, expression } = matcherOf(glob);
    for (const text of texts(800)) expect([text, linear(text)]).toEqual([text, expression.test(text)]);
  });

  it.each(['(?<=a)b', '(a)\\1', 'a{1', '[a', '(a', 'a)', 'a\\b'])('does not guess what %s is', (source) => {
    expect(parseExpression(source)).toBeUndefined();
  });

  it('refuses what is too long when repetitions are written out', () => {
    const parts = parseExpression('(((((a{99}){99}){99}){99}){99}){99}');
    expect(parts === undefined ? 'unknown' : linearMatcher(parts)).toBeUndefined();
  });

  it('knows which expressions double with each character', () => {
    const growths = ['[^/]*?a', '(?:(?!b).)*?a[^/]*?', '(?:a|ab)*c', '(?:a*)*', '(?!.*b)c'].map((source) => {
      const parts = parseExpression(source);
      return parts === undefined ? undefined : growthOf(parts);
    });
    expect(growths).toEqual([1, 2, Infinity, Infinity, Infinity]);
  });
});

describe('patterns against names that fit almost', () => {
  it.each([
    ['a*'.repeat(8) + 'b', 'a'.repeat(255)],
    ['a*'.repeat(80) + 'b', 'a'.repeat(255)],
    ['*(*(a)*)b', 'a'.repeat(255)],
    ['!(*a*a*a*a*a*b)c', 'a'.repeat(255)],
    ['**/a*/**/a*/**/a*/**/a*/**/b', 'aa/'.repeat(600) + 'a'],
    ['*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[0-9]', 'a'.repeat(255)],
    ['*{a,aa}*{a,aa}*{a,aa}*{a,aa}*b', 'a'.repeat(255)],
  ])('%s ends, and matches only with its last letter', async (pattern, name) => {
    const leaveOut = await excluding([pattern]);
    expect(leaveOut?.(name)).toBe(false);
    const last = pattern.startsWith('!') ? 'c' : pattern.endsWith(']') ? '7' : 'b';
    const fitting = pattern.includes('/') ? `${name}/${last}` : name + last;
    expect(leaveOut?.(fitting)).toBe(true);
  });
});
