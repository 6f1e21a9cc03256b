import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DirectorySpan } from '../../../src/engine/judge/directory-spans.ts';
import { createDirectoryTally } from '../../../src/engine/tree/directories.ts';
import { directoryOf } from '../../../src/model/path.ts';
import { inWords } from '../../help/in-words.ts';

type Sums = { files: number; bytes: number; garbageFiles: number; garbageBytes: number };
type Row = Sums & { readonly directory: string };

function run(
  directory: string,
  files: number,
  garbageFiles: number,
  bytes = files * 10,
  garbageBytes = garbageFiles * 10,
): Row {
  return { directory, files, bytes, garbageFiles, garbageBytes };
}

function runOf({ directory, files, bytes, garbageFiles, garbageBytes }: Row): DirectorySpan {
  const judged = garbageFiles === 0 ? {} : { garbage: { files: garbageFiles, bytes: garbageBytes } };
  return { directory, files, bytes, judged, kinds: {}, sightings: [] };
}

/** The directories that are told, however the runs are cut in batches. */
function told(runs: readonly Row[], batch = 100): string[] {
  const tally = createDirectoryTally();
  for (let at = 0; at < runs.length; at += batch) tally.see(runs.slice(at, at + batch).map(runOf));
  return tally.end().map((finding) => finding.path);
}

function isGarbage({ files, bytes, garbageFiles, garbageBytes }: Sums): boolean {
  const byFiles = garbageFiles >= 5 && garbageFiles >= 0.2 * files;
  const byBytes = garbageFiles > 1 && bytes > 0 && garbageBytes >= 0.3 * bytes;
  return byFiles || byBytes;
}

function sum(runs: readonly Sums[], sign = 1): Sums {
  const total = { files: 0, bytes: 0, garbageFiles: 0, garbageBytes: 0 };
  for (const each of runs) {
    total.files += sign * each.files;
    total.bytes += sign * each.bytes;
    total.garbageFiles += sign * each.garbageFiles;
    total.garbageBytes += sign * each.garbageBytes;
  }
  return total;
}

function isBelow(path: string, directory: string): boolean {
  return directory === '' ? path !== '' : path.startsWith(`${directory}/`);
}

/** By the words of the rule, directory by directory, without any stream. */
function wanted(runs: readonly Row[]): string[] {
  const directories = new Set(['']);
  for (const { directory } of runs)
    for (let at = directory; at !== ''; at = directoryOf(at)) directories.add(at);
  const totalOf = (directory: string): Sums =>
    sum(runs.filter((each) => each.directory === directory || isBelow(each.directory, directory)));
  const toldAt = (directory: string): string[] => {
    const children = [...directories].filter((each) => each !== '' && directoryOf(each) === directory);
    const below = children.toSorted().flatMap(toldAt);
    const total = totalOf(directory);
    if (!isGarbage(total)) return below;
    if (below.length === 0 || total.garbageFiles >= 0.9 * total.files) return [directory];
    const tops = below.filter((each) => !below.some((other) => isBelow(each, other)));
    const own = sum([total, ...tops.map((top) => sum([totalOf(top)], -1))]);
    return isGarbage(own) ? [directory, ...below] : below;
  };
  return toldAt('');
}

const someSums = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 12 }), fc.nat(12))
    .map(([files, garbage]) => run('', files, Math.min(files, garbage))),
  fc.integer({ min: 1, max: 60 }).map((files) => run('', files, 0)),
  fc
    .tuple(fc.integer({ min: 2, max: 20 }), fc.nat(900))
    .map(([files, bytes]) => run('', files, 2, 1000, bytes)),
);
const someRuns = fc
  .uniqueArray(
    fc.tuple(
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map((names) => names.join('/')),
      someSums,
    ),
    { selector: ([directory]) => directory, maxLength: 14 },
  )
  .map((all) =>
    all
      .map(([directory, sums]) => ({ ...sums, directory }))
      .toSorted((x, y) => (`${x.directory}/` < `${y.directory}/` ? -1 : 1)),
  );

describe('every directory', () => {
  it('is told when it is left, with all below it, the root at the end', () => {
    const tally = createDirectoryTally();
    tally.see([run('a', 1, 1), run('a/b', 2, 0)].map(runOf));
    expect(tally.left()).toEqual([]);
    tally.see([run('a/c', 3, 2), run('d', 4, 0)].map(runOf));
    expect(tally.left().map((each) => [each.directory, each.files, each.judged.garbage?.files])).toEqual([
      ['a/b', 2, undefined],
      ['a/c', 3, 2],
      ['a', 6, 3],
    ]);
    tally.end();
    expect(tally.left()).toMatchObject([
      { directory: 'd', files: 4, bytes: 40, judged: {} },
      { directory: '', files: 10, bytes: 100, judged: { garbage: { files: 3, bytes: 30 } } },
    ]);
    expect(tally.judged()).toEqual({ garbage: { files: 3, bytes: 30 } });
  });
});

describe('garbage directories', () => {
  it('are those of the rule, however the files come', () => {
    fc.assert(
      fc.property(someRuns, fc.integer({ min: 1, max: 5 }), (runs, batch) => {
        expect(told(runs, batch).toSorted()).toEqual(wanted(runs).toSorted());
      }),
      { numRuns: 2000 },
    );
  });

  it('are a fifth of the files, five at least', () => {
    expect(told([run('d', 25, 5, 1000, 10)])).toEqual(['d']);
    expect(told([run('', 25, 5, 1000, 10)])).toEqual(['']);
    expect(told([run('', 100, 0, 1e6), run('d', 25, 5, 1000, 10)])).toEqual(['d']);
    expect(told([run('', 100, 0, 1e6), run('d', 26, 5, 1000, 10)])).toEqual([]);
    expect(told([run('', 100, 0, 1e6), run('d', 4, 4, 1000, 10)])).toEqual([]);
  });

  it('are 30 % of the bytes, of two files at least', () => {
    expect(told([run('', 100, 0, 1e6), run('d', 100, 2, 1000, 300)])).toEqual(['d']);
    expect(told([run('', 100, 0, 1e6), run('d', 100, 2, 1000, 299)])).toEqual([]);
    expect(told([run('', 100, 0, 1e6), run('d', 100, 1, 1000, 999)])).toEqual([]);
    expect(told([run('', 100, 0, 1e6), run('d', 100, 2, 0, 0)])).toEqual([]);
  });

  it('are told with their sums', () => {
    const tally = createDirectoryTally();
    const runs = [run('', 100, 0, 1e6), run('d', 5, 2), run('d/e', 5, 0), run('d', 10, 8, 100, 80)];
    tally.see(runs.map(runOf));
    expect(tally.end().map(inWords)).toEqual([
      {
        code: 'garbage-directory',
        severity: 'error',
        path: 'd',
        detail: '10 of 20 files and 100 of 200 bytes are garbage',
      },
    ]);
  });

  it('are the most exact ones', () => {
    const rest = run('a', 1000, 0, 1e6);
    expect(told([rest, run('d/e/f', 10, 10)])).toEqual(['d']);
    expect(told([rest, run('d', 20, 0), run('d/e/f', 10, 10)])).toEqual(['d/e']);
    expect(told([rest, run('d/e', 10, 10), run('d/f', 10, 0), run('d/g', 10, 10)])).toEqual(['d/e', 'd/g']);
    expect(told([rest, run('d', 10, 5), run('d/e', 10, 10)])).toEqual(['d', 'd/e']);
  });

  it('are told one and all where garbage lies in each of three levels', () => {
    const runs = [run('', 40, 10), run('a', 10, 5), run('a/b', 10, 10)];
    expect(told(runs)).toEqual(['', 'a', 'a/b']);
  });

  it('are the root where all of it is garbage', () => {
    expect(told([run('', 10, 10)])).toEqual(['']);
    expect(told([run('a', 10, 10), run('b', 10, 9), run('c/d', 10, 10)])).toEqual(['']);
  });

  it('are never sound ones', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const sound = runs.map((each) => ({ ...each, garbageFiles: 0, garbageBytes: 0 }));
        expect(told(sound)).toEqual([]);
        for (const path of told(runs)) {
          const within = runs.filter((each) => each.directory === path || isBelow(each.directory, path));
          expect(sum(within).garbageFiles).toBeGreaterThan(1);
        }
      }),
    );
  });

  it('are told where names hide the slash that parts them', () => {
    const runs = [run('a', 10, 10), run('a-b', 100, 0, 1e6), run('a/c', 100, 0, 1e6), run('ab', 10, 10)];
    expect(told(runs.toSorted((x, y) => (`${x.directory}/` < `${y.directory}/` ? -1 : 1)))).toEqual(['ab']);
  });

  it('are told of very many directories in bounded number', () => {
    const runs = Array.from({ length: 3000 }, (_, i) => [
      run(`d/${String(i).padStart(4, '0')}/bad`, 10, 10),
      run(`d/${String(i).padStart(4, '0')}/good`, 20, 0, 1e6),
    ]).flat();
    expect(told(runs).length).toBeGreaterThanOrEqual(1000);
    expect(told(runs).length).toBeLessThanOrEqual(1001);
  });
});
