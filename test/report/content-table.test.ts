import { describe, expect, it } from 'vitest';
import type { Share, Shares } from '../../src/model/content.ts';
import { type DirectoryEvent, directoryEvent } from '../../src/model/event.ts';
import { contentLines, createDirectoryTable } from '../../src/report/content-table.ts';

const GB = 1_000_000_000;

describe('how far content could be judged', () => {
  it('is said in files and shares of bytes, the worst first', () => {
    const judged: Shares = {
      garbage: { files: 2, bytes: 0.1 * GB },
      unknown: { files: 37, bytes: 6 * GB },
      proven: { files: 40, bytes: 3 * GB },
      encrypted: { files: 1, bytes: 0.9 * GB },
      sound: { files: 20, bytes: 0 },
    };
    expect(contentLines(judged)).toEqual([
      '  content: 2 of 100 files are garbage (1 % of bytes), 37 could not be judged (60 %), 1 encrypted containers (9 %), ' +
        '20 structurally sound (0 %), 40 proven by an internal checksum (30 %)',
    ]);
  });

  it('never rounds up to everything nor down to nothing', () => {
    expect(
      contentLines({ sound: { files: 99_999, bytes: 99_999 }, suspect: { files: 1, bytes: 1 } }),
    ).toEqual(['  content: 1 of 100,000 files is suspect (<1 % of bytes), 99,999 structurally sound (99 %)']);
    expect(contentLines({ sound: { files: 1, bytes: 0 } })).toEqual([
      '  content: 1 of 1 file is structurally sound (0 % of bytes)',
    ]);
  });

  it('is not said where nothing was looked at', () => {
    expect(contentLines(undefined)).toEqual([]);
    expect(contentLines({})).toEqual([]);
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
