import { expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import { createSomeFindings } from '../../src/voucher/kit/some-findings.ts';
import { inWords } from '../help/in-words.ts';

function details(count: number): (string | undefined)[] {
  const some = createSomeFindings();
  for (let i = 1; i <= count; i++) some.add(finding('manifest-damaged', 'list', { note: `line ${i}` }));
  return some.all().map((each) => inWords(each).detail);
}

it('are all where there are twenty, and say beyond that how many more there are', () => {
  expect(details(0)).toEqual([]);
  expect(details(20)).toHaveLength(20);
  expect(details(20).at(-1)).toBe('line 20');
  expect(details(21)).toHaveLength(20);
  expect(details(21).at(-1)).toBe('line 20; and 1 more like it');
  expect(details(500).at(-1)).toBe('line 20; and 480 more like it');
});
