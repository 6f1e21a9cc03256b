import { describe, expect, it } from 'vitest';
import type { PendingFinding } from '../../../src/engine/judge/judge-batch.ts';
import { describeRespelled, reconcileSpellings, withRespelled } from '../../../src/engine/judge/respelled.ts';
import { NO_TOTALS } from '../../../src/engine/judge/totals.ts';
import { fromText } from '../../../src/model/path.ts';
import { inWords } from '../../help/in-words.ts';
import { entry, facts, judged, promise } from '../cases.ts';

const NFC = fromText('Bücher/café.csv'.normalize('NFC'));
const NFD = fromText('Bücher/café.csv'.normalize('NFD'));

const gone = (path: string, content: string): PendingFinding[] =>
  judged({ expected: promise(path, content) });
const fresh = (path: string, content: string): PendingFinding[] =>
  judged({ entry: entry(path), facts: facts(content) });

const lines = (pending: readonly PendingFinding[]): string[] =>
  reconcileSpellings(pending).judged.map(({ finding: { code, path } }) => `${code} ${path}`);

describe('a missing and a new path of one name', () => {
  it.each([
    ['composition', NFC, NFD],
    ['case', 'Docs/A.csv', 'docs/a.CSV'],
    ['a stand-in of rclone', 'a:b.csv', fromText('a\uff1ab.csv')],
    ['a stand-in of Services for Mac', 'a:b.csv', fromText('a\uf022b.csv')],
  ])('are one file where they differ in %s', (_, listed, found) => {
    const both = [...gone(listed, 'one'), ...fresh(found, 'one')];
    expect(lines(both)).toEqual([]);
    expect(reconcileSpellings(both).held).toEqual({
      present: 1,
      paths: 1,
      files: 1,
      bytes: 3,
      example: { listed, found },
    });
  });

  it('are a change at the path that is there, where the content differs', () => {
    const both = [...gone(NFC, 'one'), ...fresh(NFD, 'two')];
    expect(lines(both)).toEqual([`corrupt ${NFD}`]);
    expect(reconcileSpellings(both).held).toEqual({ present: 1, paths: 0, files: 1, bytes: 3 });
  });

  it.each([
    ['differ in case and composition', [...gone(NFC, 'one'), ...fresh(NFD.toUpperCase(), 'one')]],
    ['lie in different directories', [...gone('a/x', 'one'), ...fresh('b/X', 'one')]],
    ['are two for one', [...gone('x.csv', 'one'), ...fresh('X.csv', 'one'), ...fresh('X.CSV', 'one')]],
    ['are one for two', [...gone('X.csv', 'one'), ...gone('X.CSV', 'one'), ...fresh('x.csv', 'one')]],
    ['have no name in common', [...gone('a', 'one'), ...fresh('b', 'one')]],
  ])('are two where they %s', (_, pending) => {
    expect(reconcileSpellings(pending).judged).toEqual(pending);
  });

  it('are counted as held and not lost, and said in one note', () => {
    const held = { present: 3, paths: 2, files: 2, bytes: 7, example: { listed: NFC, found: NFD } };
    const totals = { ...NO_TOTALS, promised: 5, held: 1, lost: 4, coveredFiles: 1, coveredBytes: 10 };
    expect(withRespelled(totals, held)).toEqual({
      ...totals,
      held: 3,
      lost: 1,
      coveredFiles: 3,
      coveredBytes: 17,
    });
    const [note] = describeRespelled(held).map(inWords);
    expect(note?.code).toBe('respelled');
    expect(note?.detail).toBe(
      `2 names found under another spelling, such as ${'Bücher/café.csv'.normalize('NFD')}`,
    );
    expect(describeRespelled({ present: 1, paths: 0, files: 1, bytes: 3 })).toEqual([]);
  });
});
