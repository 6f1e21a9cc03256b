import { describe, expect, it } from 'vitest';
import { type AcceptanceRule, selectAcceptable, shownOf } from '../../../src/engine/commands/acceptance.ts';
import { type FindingCode, finding } from '../../../src/model/finding.ts';

const FOUND = (
  [
    ['changed', 'a'],
    ['missing', 'b/c'],
    ['changed', 'd'],
    ['zero-filled', 'd'],
    ['denied', 'e'],
    ['special-file', 'f'],
  ] satisfies [FindingCode, string][]
).map(([code, path]) => finding(code, path));

function chosen(choice: Partial<AcceptanceRule>): { chosen: string[]; left: string[]; overall: string[] } {
  const blessing = selectAcceptable(FOUND, { paths: undefined, codes: [], ...choice });
  return {
    chosen: blessing.chosen.map(({ path }) => path),
    left: blessing.left.map(({ path }) => path),
    overall: blessing.overall.map(({ code }) => code),
  };
}

describe('what is blessed', () => {
  it('is every change of content that nobody suspects', () => {
    expect(chosen({})).toEqual({ chosen: ['a', 'b/c'], left: ['d', 'e'], overall: [] });
  });

  it('is only what matches', () => {
    expect(chosen({ paths: (path) => path.startsWith('b/') })).toMatchObject({
      chosen: ['b/c'],
      left: ['a', 'd', 'e'],
    });
  });

  it('is a path all of whose findings are named, garbage too', () => {
    expect(chosen({ codes: ['changed'] })).toMatchObject({ chosen: ['a'] });
    expect(chosen({ codes: ['zero-filled'] })).toMatchObject({ chosen: [] });
    expect(chosen({ codes: ['changed', 'zero-filled'] })).toEqual({
      chosen: ['a', 'd'],
      left: ['b/c', 'e'],
      overall: [],
    });
  });

  it.each(['mass-change', 'mass-loss', 'garbage-directory', 'flooded-directory', 'ransom-trace'] as const)(
    'is nothing where the tree as a whole is alarming by a %s that is not named',
    (code) => {
      const found = [finding('changed', 'a'), finding(code, 'b')];
      const select = (...codes: FindingCode[]): string[] =>
        selectAcceptable(found, { paths: undefined, codes }).chosen.map(({ path }) => path);
      expect(select()).toEqual([]);
      expect(select('changed')).toEqual([]);
      expect(select('changed', code)).toContain('a');
      const { alarms } = selectAcceptable(found, { paths: undefined, codes: [] });
      expect(alarms.map((each) => each.code)).toEqual([code]);
      const note = finding(code, 'b', { severity: 'note' });
      const quiet = selectAcceptable([finding('changed', 'a'), note], { paths: undefined, codes: [] });
      expect(quiet.chosen.map(({ path }) => path)).toEqual(['a']);
    },
  );

  it('is no loss of a file whose name lives on in a suspect one', () => {
    const found = [
      finding('missing', 'd/a.jpg'),
      finding('missing', 'd/b.jpg'),
      finding('missing', 'd/c.d'),
      finding('random-filled', 'd/a.jpg.id-1.locked'),
      finding('empty-file', 'd/b.jpg.old', { severity: 'note' }),
      finding('unexpected', 'd/c.d.e'),
    ];
    const { chosen: all } = selectAcceptable(found, {
      paths: undefined,
      codes: ['missing', 'random-filled'],
    });
    expect(all.map(({ path }) => path)).toEqual(['d/b.jpg', 'd/c.d', 'd/a.jpg.id-1.locked']);
    expect(selectAcceptable(found, { paths: undefined, codes: [] }).chosen.map(({ path }) => path)).toEqual([
      'd/b.jpg',
      'd/c.d',
      'd/c.d.e',
    ]);
  });

  it('is never what could not be read', () => {
    expect(chosen({ codes: ['denied'] })).toMatchObject({ chosen: [], left: ['a', 'b/c', 'd', 'e'] });
  });

  it('is never an empty root, which is no change that anybody meant', () => {
    const empty = finding('empty-root', '');
    const { overall } = selectAcceptable([empty], { paths: undefined, codes: ['empty-root'] });
    expect(overall).toEqual([empty]);
  });

  it('is both paths of a move, and matches by either', () => {
    const moved = finding('moved', 'x', { evidence: [{ is: 'move', to: 'y/z' }] });
    for (const path of ['x', 'y/z']) {
      const blessing = selectAcceptable([moved], { paths: (each) => each === path, codes: [] });
      expect([...shownOf(blessing.chosen).keys()]).toEqual(['x', 'y/z']);
    }
  });

  it('keeps paths of bytes', () => {
    const { chosen: all } = selectAcceptable([finding('missing', 'caf\xe9')], {
      paths: undefined,
      codes: [],
    });
    expect([...shownOf(all).keys()]).toEqual(['caf\xe9']);
  });
});
