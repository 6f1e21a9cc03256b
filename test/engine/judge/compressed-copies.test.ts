import { describe, expect, it } from 'vitest';
import { namePacked } from '../../../src/engine/judge/compressed-copies.ts';
import type { PendingFinding } from '../../../src/engine/judge/judge-batch.ts';
import type { ContentClass } from '../../../src/model/content.ts';
import { inWords } from '../../help/in-words.ts';
import { entry, facts, judged, promise } from '../cases.ts';
import { TEXT } from '../sightings.ts';

const gone = (path: string): PendingFinding[] => judged({ expected: promise(path, 'content') });
const fresh = (
  path: string,
  judgement: ContentClass = 'proven',
  scope: 'closed' | 'open' = 'closed',
): PendingFinding[] =>
  judged(
    { entry: entry(path), facts: facts('packed', { summary: { ...TEXT, contentClass: judgement } }) },
    scope,
  );

describe('a missing file beside a new one of its name and a packer', () => {
  it('is missing still, and said to be packed', () => {
    const [missing, ...others] = [...gone('d/a.sql'), ...fresh('d/a.sql.gz')];
    if (missing === undefined) throw new Error('the judge says nothing of a missing file');
    expect([...namePacked([missing, ...others])].map(([of, said]) => [of, inWords(said)])).toEqual([
      [missing, { ...inWords(missing.finding), detail: 'packed, as it seems: there is .gz beside it' }],
    ]);
    expect(missing.finding).toMatchObject({ code: 'missing', severity: 'error', path: 'd/a.sql' });
  });

  it.each(['gz', 'xz', 'zst', 'bz2', 'lz4', 'zip', '7z', 'gpg', 'age'])('knows .%s', (packer) => {
    expect(namePacked([...gone('a'), ...fresh(`a.${packer}`, 'encrypted', 'open')]).size).toBe(1);
  });

  it.each<[string, PendingFinding[]]>([
    ['bears no good content', fresh('a.sql.gz', 'garbage')],
    ['cannot be judged', fresh('a.sql.gz', 'unknown')],
    ['bears another name', fresh('b.sql.gz')],
    ['lies elsewhere', fresh('d/a.sql.gz')],
    ['is of no packer', fresh('a.sql.bak')],
    [
      'was promised, and changed',
      judged({
        entry: entry('a.sql.gz'),
        expected: promise('a.sql.gz', 'as it was'),
        facts: facts('packed', { summary: { ...TEXT, contentClass: 'proven' } }),
      }),
    ],
  ])('is lost where that one %s', (_, other) => {
    expect(namePacked([...gone('a.sql'), ...other]).size).toBe(0);
  });

  it('changes nothing else', () => {
    expect(namePacked([...fresh('a'), ...fresh('a.gz')]).size).toBe(0);
    expect(namePacked([]).size).toBe(0);
  });
});
