import { describe, expect, it } from 'vitest';
import type { Share, Shares } from '../../src/model/content.ts';
import { type DirectoryEvent, directoryEvent } from '../../src/model/event.ts';
import { createDirectoryTable, judgedLines } from '../../src/report/content-table.ts';

const GB = 1_000_000_000;

describe('how far content could be judged', () => {
  it('is said in shares of files and of bytes, in the order of how good they are', () => {
    const judged: Shares = {
      garbage: { files: 2, bytes: 0.1 * GB },
      unknown: { files: 37, bytes: 6 * GB },
      proven: { files: 40, bytes: 3 * GB },
      encrypted: { files: 1, bytes: 0.9 * GB },
      sound: { files: 20, bytes: 0 },
    };
    expect(judgedLines(judged)).toEqual([
      '  content of 100 files, % of files / % of bytes: 40 / 30 proven by a checksum inside, 20 / 0 sound by structure, ' +
        '1 / 9 encrypted on purpose, 37 / 60 could not be judged, 2 / 1 garbage',
    ]);
  });

  it('never rounds up to everything nor down to nothing', () => {
    expect(judgedLines({ sound: { files: 99_999, bytes: 99_999 }, suspect: { files: 1, bytes: 1 } })).toEqual(
      ['  content of 100,000 files, % of files / % of bytes: 99 / 99 sound by structure, <1 / <1 suspect'],
    );
    expect(judgedLines({ sound: { files: 1, bytes: 0 } })).toEqual([
      '  content of 1 file, % of files / % of bytes: 100 / 0 sound by structure',
    ]);
  });

  it('is not said where nothing was looked at', () => {
    expect(judgedLines(undefined)).toEqual([]);
    expect(judgedLines({})).toEqual([]);
  });
});

function left(directory: string, sums: Share, judged: Shares): DirectoryEvent {
  return directoryEvent({ directory, ...sums, judged, kinds: {} });
}

function table(
  rows: readonly (readonly [path: string, files: number, bad: number, bytes?: number])[],
): string[] {
  const directories = createDirectoryTable();
  for (const [path, files, bad, bytes = bad * 1000] of rows) {
    const judged = bad === 0 ? {} : { garbage: { files: bad, bytes } };
    directories.see(left(path, { files, bytes: files * 10_000 }, judged));
  }
  return directories.lines();
}

describe('the table of directories', () => {
  it('names those with garbage or suspects in them, most bytes first', () => {
    const directories = createDirectoryTable();
    directories.see(left('a', { files: 4, bytes: 4000 }, { sound: { files: 4, bytes: 4000 } }));
    directories.see(left('b', { files: 9, bytes: 9000 }, { suspect: { files: 1, bytes: 500 } }));
    const bad: Shares = { suspect: { files: 1, bytes: 1000 }, garbage: { files: 2, bytes: 2000 } };
    directories.see(left('c', { files: 3, bytes: 3000 }, bad));
    const all: Shares = { suspect: { files: 2, bytes: 1500 }, garbage: { files: 2, bytes: 2000 } };
    directories.see(left('', { files: 16, bytes: 16_000 }, all));
    expect(directories.lines()).toEqual([
      '    ./  4 of 16 files, 3.5 kB of 16.0 kB',
      '    c/  3 of 3 files, 3.0 kB of 3.0 kB',
      '    b/  1 of 9 files, 500 B of 9.0 kB',
    ]);
  });

  it('leaves out those that tell no more than one below them', () => {
    expect(
      table([
        ['a/b/c', 10, 5],
        ['a/b', 20, 5],
        ['a', 30, 5],
        ['', 40, 5],
      ]),
    ).toEqual(['    a/b/c/  5 of 10 files, 5.0 kB of 100 kB']);
    expect(
      table([
        ['ab', 10, 5],
        ['a', 10, 5],
        ['', 40, 10],
      ]),
    ).toHaveLength(3);
  });

  it('escapes names, as hostile as they are', () => {
    expect(table([['a\x1b[2Jb', 1, 1]])[0]).not.toContain('\x1b');
  });

  it('shows the ten worst of however many', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [`d${String(i).padStart(4, '0')}`, 1, 1, i] as const);
    const lines = table(rows);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('    d2999/  1 of 1 file, 3.0 kB of 10.0 kB');
    expect(lines[9]).toBe('    d2990/  1 of 1 file, 3.0 kB of 10.0 kB');
  });

  it('is empty where all is well', () => {
    expect(
      table([
        ['a', 10, 0],
        ['', 20, 0],
      ]),
    ).toEqual([]);
  });
});
