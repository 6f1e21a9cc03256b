import { describe, expect, it } from 'vitest';
import { type BatchResult, judgeBatch } from '../../../src/engine/judge/judge-batch.ts';
import type { Scope } from '../../../src/engine/judge/path-case.ts';
import { addUp, NO_TOTALS } from '../../../src/engine/judge/totals.ts';
import type { TreePair } from '../../../src/engine/reading/batch.ts';
import type { ContentSummary } from '../../../src/model/content.ts';
import type { Severity } from '../../../src/model/finding.ts';
import { createSummaries, putSummary } from '../../../src/read/content-summaries.ts';
import { emptyAnswer, type FileFacts, type ReadAnswer } from '../../../src/read/jobs.ts';
import { entry, facts, promise, promiseOf } from '../cases.ts';

const ZEROS = { code: 'zero-filled', severity: 'error' } as const;
const HOLES = { code: 'zero-holes', severity: 'warning' } as const;

function summaryOf(severity: Severity): ContentSummary {
  return {
    contentClass: severity === 'error' ? 'garbage' : 'suspect',
    kind: 'Z',
    isRecognised: false,
    isOfStrangeType: false,
    isOverwritten: false,
    isHeadLost: true,
    head: 0,
    print: 1,
  };
}

/** What a batch comes to, where every file of it is read but those named; `told` are the exceptions by path. */
function outcome(
  pairs: readonly TreePair[],
  told: Readonly<Record<string, FileFacts>> = {},
  more: Partial<ReadAnswer> & { readonly scope?: Scope; readonly unread?: readonly string[] } = {},
): BatchResult {
  const { scope = 'closed', unread = [], ...answer } = more;
  const places = pairs.flatMap(({ left, right }, i) => {
    const isRead = left?.kind === 'file' && (right === undefined || right.kind === 'file');
    return isRead && !unread.includes(left.path) ? [i] : [];
  });
  const exceptions = places.flatMap((place, index) => {
    const found = told[pairs[place]?.left?.path ?? ''];
    return found === undefined ? [] : [{ index, facts: found }];
  });
  const sizes = Float64Array.from(places, (place) => pairs[place]?.right?.size ?? 0);
  const summaries = createSummaries(places.length);
  for (const { index, facts: found } of exceptions) {
    sizes[index] = found.size;
    if (found.contentFinding !== undefined)
      putSummary(summaries, index, summaryOf(found.contentFinding.severity));
  }
  return judgeBatch(
    { pairs, places, answer: { ...emptyAnswer(), exceptions, sizes, summaries, ...answer } },
    () => scope,
  );
}

function codes({ judged }: BatchResult): string[] {
  return judged.map(({ key, finding }) => `${key} ${finding.code}`);
}

const held = (path: string): TreePair => ({ left: entry(path), right: promise(path, 'same') });

describe('the outcome of a batch', () => {
  it('adds up: promised is held plus those with a finding about integrity', () => {
    const result = outcome(
      [
        held('a'),
        { left: entry('b'), right: promise('b', 'old') },
        { right: promise('c', 'gone') },
        { left: entry('d', 'directory') },
        { left: entry('d/new') },
        { left: entry('e', 'directory', { empty: true }), right: promiseOf('e', 'directory') },
        { left: entry('f', 'link', { target: 'x' }), right: promiseOf('f', 'link', { target: 'y' }) },
        { right: promiseOf('g', 'link', { target: 'y' }) },
        { left: entry('h'), right: promise('h', 'zero') },
      ],
      {
        b: facts('new'),
        'd/new': facts('extra'),
        h: facts('zero', { matched: true, contentFinding: ZEROS }),
      },
      { files: 5, bytes: 20, matchedFiles: 1, matchedBytes: 4 },
    );
    expect(codes(result)).toEqual([
      'b corrupt',
      'c missing',
      'd/new unexpected',
      'f relinked',
      'g missing',
      'h zero-filled',
    ]);
    expect(result).toMatchObject({
      promised: 7,
      held: 3,
      lost: 2,
      undone: 0,
      lastPath: 'h',
      files: 5,
      bytes: 20,
    });
    expect(result).toMatchObject({ coveredFiles: 3, coveredBytes: 4 + 3 + 4 });
  });

  it('gives a finding its pair and what was read of it', () => {
    const pair = { left: entry('b'), right: promise('b', 'old') };
    const read = facts('new');
    const [found] = outcome([pair], { b: read }).judged;
    expect(found).toMatchObject({ key: 'b', pair, facts: read });
  });

  it('asks for the scope of each key', () => {
    const asked: string[] = [];
    const pairs = [{ left: entry('d', 'directory') }, { left: entry('d/a') }];
    judgeBatch({ pairs, places: [1], answer: emptyAnswer() }, (key) => {
      asked.push(key);
      return 'none';
    });
    expect(asked).toEqual(['d/', 'd/a']);
  });

  it('says nothing of what was not done', () => {
    const pairs = [held('a'), { left: entry('b'), right: promise('b', 'old') }, held('c')];
    const result = outcome(pairs, {}, { undone: [1, 2], files: 1, matchedFiles: 1 });
    expect(result).toMatchObject({ promised: 1, held: 1, undone: 2, judged: [], coveredFiles: 1 });
    expect(result.spans).toMatchObject([{ directory: '', files: 1 }]);
  });

  it('takes the files that hold at their promised sizes where no sizes are told', () => {
    const pairs = [held('a'), { left: entry('b'), right: promise('b', 'longer') }];
    const result = judgeBatch(
      { pairs, places: [0, 1], answer: { ...emptyAnswer(), files: 2, matchedFiles: 2, matchedBytes: 10 } },
      () => 'closed',
    );
    expect(result.spans).toEqual([
      { directory: '', files: 2, bytes: 10, judged: {}, kinds: {}, sightings: [] },
    ]);
    expect(result).toMatchObject({ promised: 2, held: 2, coveredFiles: 2, coveredBytes: 10 });
  });

  it('does not call covered what no digest was held against', () => {
    const result = outcome(
      [{ left: entry('a') }, { left: entry('b'), right: promise('b', 'old') }],
      { a: facts('new'), b: facts('', { trouble: { code: 'EIO', doing: 'read the file' } }) },
      { files: 2, bytes: 3 },
    );
    expect(result).toMatchObject({ coveredFiles: 0, coveredBytes: 0, files: 2 });
    expect(codes(result)).toEqual(['a unexpected', 'b unreadable']);
  });

  it('does not call held what could not be read when it was sealed', () => {
    const pairs = [{ left: entry('a'), right: promiseOf('a', 'file', { unreadable: 'EACCES' }) }];
    expect(outcome(pairs)).toMatchObject({ promised: 1, held: 0 });
    expect(codes(outcome(pairs))).toEqual(['a unvouched']);
  });

  it('runs through directories as the files go by', () => {
    const pairs = ['a', 'b', 'c/a', 'c/b', 'c/d/e', 'c/f', 'd/e/f/g'].map((path) => ({ left: entry(path) }));
    const result = outcome(pairs, {
      b: facts('12', { contentFinding: ZEROS }),
      'c/a': facts('123', { contentFinding: HOLES }),
      'c/d/e': facts('1234', { contentFinding: ZEROS }),
    });
    expect(result.spans).toMatchObject([
      { directory: '', files: 2, bytes: 2, judged: { garbage: { files: 1, bytes: 2 } } },
      { directory: 'c', files: 2, bytes: 3, judged: { suspect: { files: 1, bytes: 3 } } },
      { directory: 'c/d', files: 1, bytes: 4, judged: { garbage: { files: 1, bytes: 4 } } },
      { directory: 'c', files: 1, bytes: 0, judged: {} },
      { directory: 'd/e/f', files: 1, bytes: 0, judged: {} },
    ]);
    expect(result.spans[0]?.sightings).toMatchObject([{ path: 'b', bytes: 2, isNew: true }]);
  });

  it.each([
    [
      'suspect by what its content was when it was sealed',
      'p=1;c=R;m=openssl-enc;s=encrypted;k=dense;H=800;b=R10;z=-;h=;t=',
      'suspect',
    ],
    [
      'as it looks where only its bytes changed',
      'p=1;c=H;m=zip;s=proven;k=dense;H=780;b=H10;z=-;h=;t=',
      'sound',
    ],
  ])('takes a file for %s', (_, profile, wanted) => {
    const summaries = createSummaries(1);
    putSummary(summaries, 0, { ...summaryOf('warning'), contentClass: 'sound' });
    const sealed = 'p=1;c=H;m=zip;s=proven;k=dense;H=780;b=H10;z=-;h=;t=';
    const pair = { left: entry('a'), right: promise('a', 'text', { profile: sealed, mtime: '1.0' }) };
    const exceptions = [{ index: 0, facts: facts('next', { profile }) }];
    const answer = { ...emptyAnswer(), exceptions, summaries, sizes: Float64Array.of(4) };
    const { spans } = judgeBatch({ pairs: [pair], places: [0], answer }, () => 'closed');
    expect(spans[0]?.sightings.map(({ summary }) => summary.contentClass)).toEqual([wanted]);
  });

  it('does not count a file that nobody reads, such as the manifest', () => {
    const result = outcome(
      [{ left: entry('restorable.sha256') }, held('x')],
      {},
      { unread: ['restorable.sha256'], scope: 'none' },
    );
    expect(result.spans).toMatchObject([{ files: 1 }]);
    expect(result.judged).toEqual([]);
  });

  it('of nothing is nothing', () => {
    expect(outcome([])).toMatchObject({ judged: [], spans: [], promised: 0, held: 0, lastPath: '' });
  });
});

it('adds up batches, and keeps the last path', () => {
  const one = outcome(
    [held('a'), { right: promise('b', 'x') }],
    {},
    { files: 1, bytes: 4, matchedFiles: 1, matchedBytes: 4 },
  );
  const other = outcome(
    [held('c')],
    {},
    { files: 1, bytes: 5, matchedFiles: 1, matchedBytes: 5, undone: [] },
  );
  expect(addUp(addUp(NO_TOTALS, one), other)).toEqual({
    files: 2,
    bytes: 9,
    coveredFiles: 2,
    coveredBytes: 9,
    promised: 3,
    held: 2,
    uncompared: 0,
    unseen: 0,
    expectedFiles: 3,
    expectedBytes: 9,
    lost: 1,
    undone: 0,
    unreadFiles: 0,
    unreadBytes: 0,
    lastPath: 'c',
  });
});
