import { describe, expect, it } from 'vitest';
import type { DirectoryEvent, FindingEvent } from '../../src/model/event.ts';
import type { FindingCode } from '../../src/model/finding.ts';
import { createFold } from '../../src/report/fold.ts';
import { found } from './events.ts';

function left(path: string, files: number): DirectoryEvent {
  return { type: 'directory', path, files, bytes: files, judged: {} };
}

function many(code: FindingCode, ...paths: readonly string[]): FindingEvent[] {
  return paths.map((path) => found(code, path));
}

/** What is shown of events, as `code path` with how many findings a directory stands for. */
function shown(events: readonly (FindingEvent | DirectoryEvent)[], limit = 50): string[] {
  const fold = createFold(limit);
  for (const event of events) fold.see(event);
  return fold
    .shown()
    .map(({ event, below }) => `${event.code} ${event.path}${below === 0 ? '' : ` (${below})`}`);
}

describe('findings that say the same of a whole directory', () => {
  it('are one where the directory is gone', () => {
    const gone = many('missing', 'a/b/1', 'a/b/2', 'a/b/c/3', 'a/4', 'a/5');
    expect(shown([...gone, left('a', 7), left('', 9)])).toEqual([
      'missing a/4',
      'missing a/5',
      'missing a/b (3)',
    ]);
    expect(shown([...gone, left('a/b', 1), left('a', 7), left('', 9)])).toEqual([
      'missing a/4',
      'missing a/5',
      'missing a/b/1',
      'missing a/b/2',
      'missing a/b/c/3',
    ]);
  });

  it('are each for itself where the walk did not come to its end, and for a directory of one', () => {
    expect(shown(many('missing', 'a/1', 'a/2'))).toEqual(['missing a/1', 'missing a/2']);
    expect(shown([...many('missing', 'a/1'), left('', 1)])).toEqual(['missing a/1']);
  });

  it.each(['unexpected', 'unvouched', 'added'] as const)('are one where all of it is %s', (code) => {
    const all = many(code, 'n/1', 'n/m/2', 'o/3', 'o/4');
    expect(shown([...all, left('n/m', 1), left('n', 2), left('o', 3), left('', 6)])).toEqual([
      `${code} n (2)`,
      `${code} o/3`,
      `${code} o/4`,
    ]);
  });

  it('are not one across codes', () => {
    const both = [...many('unexpected', 'n/1'), ...many('unvouched', 'n/2')];
    expect(shown([...both, left('n', 2), left('', 3)])).toEqual(['unexpected n/1', 'unvouched n/2']);
  });

  it('never displace what is as bad and stands alone', () => {
    const gone = Array.from({ length: 500 }, (_, i) => found('missing', `docs/${i}`));
    expect(shown([...gone, found('corrupt', 'z'), found('missing', 'zz'), left('', 9)], 3)).toEqual([
      'missing docs (500)',
      'corrupt z',
      'missing zz',
    ]);
  });

  it('come after what is about many files, in the order of their paths', () => {
    const events = [found('missing', 'b'), found('corrupt', 'a'), found('mass-loss', ''), left('', 2)];
    expect(shown(events)).toEqual(['mass-loss ', 'corrupt a', 'missing b']);
  });
});
