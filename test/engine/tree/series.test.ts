import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { isFinding, parseEvents, restorable } from '../../help/program.ts';
import { makeScratch } from '../../help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const day = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
const dump = (seed: number, rows = 6000): string => {
  const inserts = Array.from(
    { length: rows },
    (_, i) => `INSERT INTO t VALUES (${i},'row ${(i * seed) % 7777}');\n`,
  );
  const head = '-- PostgreSQL database dump\n\nCREATE TABLE t (a int, b text);\n';
  return `${head}${inserts.join('')}\n--\n-- PostgreSQL database dump complete\n--\n`;
};
const tiny = dump(1, 1);
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A directory of so many generations. */
function tree(
  name: string,
  count: number,
  file: (i: number) => readonly [name: string, content: string | Buffer],
): string {
  const root = join(scratch, name);
  for (let i = 0; i < count; i++) {
    const [path, content] = file(i);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function told(...args: string[]): Promise<string[]> {
  const { stdout } = await restorable([...args, '--json']);
  return parseEvents(stdout)
    .filter(isFinding)
    .filter(({ code }) => code === 'suspect-series')
    .map(({ detail = '' }) => detail);
}

describe('a series of dumps', () => {
  it('is told where the newest have been the same for days', async () => {
    const same = 'the newest 28 of 28, up to db-2026-01-28.sql, have one content of 238,135 bytes';
    expect(
      await told(
        'scan',
        tree('same', 28, (i) => [`db-${day(i)}.sql`, dump(31)]),
      ),
    ).toEqual([same]);
    expect(
      await told(
        'scan',
        tree('packed', 28, (i) => [`db_${day(i).replaceAll('-', '')}.sql.gz`, gzipSync(dump(31))]),
      ),
    ).toHaveLength(1);
    expect(
      await told(
        'scan',
        tree('below', 28, (i) => [`${day(i)}/db.sql.gz`, gzipSync(dump(31))]),
      ),
    ).toHaveLength(1);
    const stuck = tree('stuck', 28, (i) => [`db-${day(i)}.sql`, dump(i < 18 ? i + 1 : 31)]);
    expect(await told('scan', stuck)).toEqual([same.replace('newest 28', 'newest 10')]);
  });

  it.each([
    (date: string) => `${date.replaceAll('-', '/')}/db.sql`,
    (date: string) => `db-${date.split('-').toReversed().join('-')}.sql`,
    (date: string) => `db_${date.split('-').toReversed().join('.')}.sql`,
    (date: string) => `db.sql.${date}`,
    (date: string) => `db.sql-${date.replaceAll('-', '')}`,
  ])('is told wherever the date is', async (nameOf) => {
    const root = tree(`form-${nameOf(day(0)).replaceAll('/', '+')}`, 12, (i) => [nameOf(day(i)), dump(31)]);
    expect(await told('scan', root)).toHaveLength(1);
    const changing = tree(`changing-${nameOf(day(0)).replaceAll('/', '+')}`, 12, (i) => [
      nameOf(day(i)),
      dump(31 + i),
    ]);
    expect(await told('scan', changing)).toEqual([]);
  });

  it('is no copy of a tree of each day, as deep as its date is', async () => {
    const copies = tree('copies', 12, (i) => [`${day(i).replaceAll('-', '/')}/srv/db.sql`, dump(31)]);
    expect(await told('scan', copies)).toEqual([]);
  });

  it('is told where the newest is tiny', async () => {
    const shrunk = (i: number, last = 27): string => (i < last ? dump(31 + i) : tiny);
    expect(
      await told(
        'scan',
        tree('tiny', 28, (i) => [`db-${day(i)}.sql`, shrunk(i)]),
      ),
    ).toEqual([
      expect.stringMatching(
        /^the newest of 28, db-2026-01-28.sql, has [\d,]+ bytes, and the others about [\d,]+$/,
      ),
    ]);
    expect(
      await told(
        'scan',
        tree('tiny five', 28, (i) => [`db-${day(i)}.sql`, shrunk(i, 23)]),
      ),
    ).toHaveLength(1);
    expect(
      await told(
        'scan',
        tree('tiny few', 5, (i) => [`${day(i)}/db.sql`, shrunk(i, 4)]),
      ),
    ).toHaveLength(1);
  });

  it('is told by compare too, where older ones are not read again', async () => {
    const before = tree('before', 27, (i) => [`db-${day(i)}.sql`, dump(31)]);
    expect(
      await told(
        'compare',
        before,
        tree('after', 28, (i) => [`db-${day(i)}.sql`, dump(31)]),
      ),
    ).toHaveLength(1);
    const changing = tree('changing', 27, (i) => [`db-${day(i)}.sql`, dump(31 + i)]);
    const after = tree('shrunk', 28, (i) => [`db-${day(i)}.sql`, i < 27 ? dump(31 + i) : tiny]);
    expect(await told('compare', changing, after)).toHaveLength(1);
  });

  it('is rejected by latest where its newest is tiny', async () => {
    const root = tree('generations', 6, (i) => [`db-${day(i)}.sql`, i < 5 ? dump(31 + i) : tiny]);
    const paths = Array.from({ length: 6 }, (_, i) => join(root, `db-${day(i)}.sql`));
    for (const path of paths) {
      writeFileSync(`${path}.sha256`, `${sha256(path)}  ${basename(path)}\n`);
    }
    const { stderr, stdout } = await restorable(['latest', ...paths]);
    expect(stderr).toMatch(/db-2026-01-06\.sql rejected: .* bytes, where the others have about/);
    expect(stdout.trim()).toBe(paths[4]);
  });

  const generations = (root: string, count: number, name = ''): string[] =>
    Array.from({ length: count }, (_, i) => join(root, name.replace('DAY', day(i))));
  async function latestOf(
    paths: string[],
  ): Promise<{ code: number | null; found: string; rejected: string[] }> {
    for (const path of paths) {
      const isTree = statSync(path).isDirectory();
      const names = isTree ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [basename(path)];
      const base = isTree ? path : dirname(path);
      const lines = names
        .filter((name) => statSync(join(base, name)).isFile())
        .map((name) => `${sha256(join(base, name))}  ${name}\n`);
      writeFileSync(isTree ? join(path, 'SHA256SUMS') : `${path}.sha256`, lines.join(''));
    }
    const { code, stdout, stderr } = await restorable(['latest', ...paths]);
    return {
      code,
      found: stdout.trim(),
      rejected: stderr.split('\n').filter((line) => line.includes(' rejected: ')),
    };
  }

  it('is rejected by latest where it is a directory of which the newest is tiny', async () => {
    const root = tree('tiny trees', 6, (i) => [`home-${day(i)}/a.csv`, i < 5 ? dump(31 + i) : 'a,b\n1,2\n']);
    const paths = generations(root, 6, 'home-DAY');
    const { code, found, rejected } = await latestOf(paths);
    expect({ code, found }).toEqual({ code: 0, found: paths[4] });
    expect(rejected).toEqual([expect.stringMatching(/bytes, where the others have about/)]);
  });

  it('of dumps in directories is passed by latest up to the first that has what all newer ones have', async () => {
    const root = tree('stuck sets', 10, (i) => [`${day(i)}/db.sql`, dump(i < 2 ? 31 + i : 77)]);
    const paths = generations(root, 10, 'DAY');
    const { code, found, rejected } = await latestOf(paths);
    expect({ code, found }).toEqual({ code: 0, found: paths[2] });
    expect(rejected).toHaveLength(7);
    expect(rejected[0]).toContain(`nothing new since ${paths[2] ?? ''}`);
  });

  it('of dumps is passed by latest up to the first that has what all newer ones have', async () => {
    const root = tree('stuck dumps', 9, (i) => [`db-${day(i)}.sql`, dump(i < 1 ? 31 : 78)]);
    const { code, found, rejected } = await latestOf(generations(root, 9, 'db-DAY.sql'));
    expect({ code, found, rejected: rejected.length }).toEqual({
      code: 0,
      found: join(root, `db-${day(1)}.sql`),
      rejected: 7,
    });
  });

  it.each([
    [
      'copies of a tree that does not change',
      9,
      (i: number): readonly [string, string] => [`${day(i)}/home/a.txt`, dump(31)],
    ],
    ['dumps that change', 9, (i: number): readonly [string, string] => [`${day(i)}/db.sql`, dump(31 + i)]],
    [
      'dumps that change and keep their size',
      9,
      (i: number): readonly [string, string] => [`${day(i)}/db.sql`, dump(31).replace('row 1', `row ${i}`)],
    ],
    ['dumps of six days', 6, (i: number): readonly [string, string] => [`${day(i)}/db.sql`, dump(31)]],
    [
      'increments',
      9,
      (i: number): readonly [string, string] => [`incr-${day(i)}/a.csv`, i < 8 ? dump(31 + i) : 'a,b\n1,2\n'],
    ],
    [
      'a few directories',
      4,
      (i: number): readonly [string, string] => [`home-${day(i)}/a.csv`, i < 3 ? dump(31 + i) : 'a,b\n1,2\n'],
    ],
    [
      'a newest directory that is a tenth',
      6,
      (i: number): readonly [string, string] => [`home-${day(i)}/a.sql`, dump(31 + i, i < 5 ? 6000 : 600)],
    ],
  ] as const)('of %s ends with its newest', async (what, count, file) => {
    const root = tree(`latest of ${what}`, count, (i) => file(i));
    const paths = readdirSync(root)
      .toSorted()
      .map((name) => join(root, name));
    expect(await latestOf(paths)).toEqual({ code: 0, found: paths.at(-1), rejected: [] });
  });

  it('of hard links ends with its newest', async () => {
    const root = tree('linked sets', 9, (i) => [`${day(i)}/x.txt`, dump(i)]);
    writeFileSync(join(root, `${day(0)}/db.sql`), dump(5));
    for (let i = 1; i < 9; i++) linkSync(join(root, `${day(0)}/db.sql`), join(root, `${day(i)}/db.sql`));
    for (let i = 0; i < 9; i++) rmSync(join(root, `${day(i)}/x.txt`));
    const paths = generations(root, 9, 'DAY');
    expect(await latestOf(paths)).toEqual({ code: 0, found: paths[8], rejected: [] });
  });

  it.each([
    ['that changes', tree('fine', 28, (i) => [`db-${day(i)}.sql`, dump(31 + i)])],
    ['of three equal weeks', tree('weeks', 6, (i) => [`db-${day(i * 7)}.sql`, dump(i < 3 ? i + 1 : 31)])],
    ['of one day', tree('hours', 20, (i) => [`db-2026-01-01T${String(i).padStart(2, '0')}00.sql`, dump(31)])],
    ['of tiny files', tree('small', 28, (i) => [`db-${day(i)}.sql`, 'CREATE TABLE t (a int);\n'])],
    ['of logs', tree('logs', 28, (i) => [`app.log-${day(i)}`, i < 27 ? dump(31 + i) : 'x\n'])],
    ['of configurations', tree('config', 28, (i) => [`router-${day(i)}.cfg`, dump(31)])],
    ['of snapshots of a tree', tree('trees', 28, (i) => [`${day(i)}/home/db.sql`, dump(31)])],
    [
      'of increments',
      tree('increments', 9, (i) => [`db-incr-${day(i)}.sql.gz`, gzipSync(dump(31 + i, i < 8 ? 9000 : 1))]),
    ],
  ])('%s is left alone', async (_, root) => {
    expect(await told('scan', root)).toEqual([]);
  });

  it('of hard links is a snapshot', async () => {
    const root = tree('links', 1, (i) => [`db-${day(i)}.sql`, dump(5)]);
    for (let i = 1; i < 28; i++) linkSync(join(root, `db-${day(0)}.sql`), join(root, `db-${day(i)}.sql`));
    expect(await told('scan', root)).toEqual([]);
  });
});

describe('a series of numbered dumps', () => {
  const HOUR = 3600;
  /** Writes the times: so many hours between one and the next, the first number first or last. */
  const written = (root: string, hours: number): string => {
    const names = readdirSync(root).toSorted((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)));
    for (const [i, name] of (hours < 0 ? names.toReversed() : names).entries())
      utimesSync(
        join(root, name),
        1_700_000_000 + i * Math.abs(hours) * HOUR,
        1_700_000_000 + i * Math.abs(hours) * HOUR,
      );
    return root;
  };
  const packed = (seed: number, count = 6000): Buffer => gzipSync(dump(seed, count));

  it.each<[string, (i: number) => readonly [string, string | Buffer]]>([
    ['numbers before the extension', (i) => [`dump.${i + 1}.sql.gz`, packed(5)]],
    ['numbers with zeros', (i) => [`backup-${String(i + 1).padStart(3, '0')}.sql`, dump(5)]],
    ['numbers of logrotate', (i) => [i === 0 ? 'db.sql.gz' : `db.sql.gz.${i}`, packed(5)]],
    ['numbers between the extensions', (i) => [`db.sql.${i}.gz`, packed(5)]],
    ['newest ones alone, of logrotate', (i) => [`db.sql.gz.${i}`, packed(i < 8 ? 5 : 5 + i)]],
    ['newest ones alone, with zeros', (i) => [`db_${String(i).padStart(2, '0')}.dump`, dump(i < 4 ? i : 77)]],
  ])('is told where all, or the newest, are the same: %s', async (what, file) => {
    const root = tree(`numbered ${what}`, 12, file);
    expect(await told('scan', root)).toEqual([
      expect.stringMatching(/^the newest (?:12|8) of 12, .* have one content/),
    ]);
    expect(await told('compare', root, root)).toHaveLength(1);
  });

  it.each<[string, (i: number) => readonly [string, string | Buffer]]>([
    ['logrotate', (i) => [`db.sql.${i}`, i === 0 ? tiny : dump(5 + i)]],
    [
      'logrotate, the newest without a number',
      (i) => [i === 0 ? 'db.sql' : `db.sql.${i}`, i === 0 ? tiny : dump(5 + i)],
    ],
    ['zeros', (i) => [`db-${String(i).padStart(3, '0')}.sql`, i === 6 ? tiny : dump(5 + i)]],
    ['neither, at one end', (i) => [`dump.${i}.sql`, i === 0 ? tiny : dump(5 + i)]],
    ['neither, at the other', (i) => [`dump.${i}.sql`, i === 6 ? tiny : dump(5 + i)]],
  ])('is told where the newest is tiny: %s', async (what, file) => {
    expect(await told('scan', tree(`numbered tiny ${what}`, 7, file))).toEqual([
      expect.stringMatching(/^the newest of 7, .* has \d+ bytes, and the others about [\d,]+$/),
    ]);
  });

  it('goes by the times at which they were written, where they have them', async () => {
    const grown = tree('numbered grown', 9, (i) => [`dump.${i + 1}.sql`, i === 0 ? tiny : dump(9 + i)]);
    expect(await told('scan', written(grown, 24))).toEqual([]);
    expect(await told('scan', written(grown, -24))).toHaveLength(1);
    const hourly = tree('numbered hourly', 9, (i) => [`dump.${i + 1}.sql`, dump(9)]);
    expect(await told('scan', written(hourly, 1))).toEqual([]);
    expect(await told('scan', written(hourly, 24))).toHaveLength(1);
  });

  it.each<[string, (i: number) => readonly [string, string | Buffer]]>([
    ['dumps that change', (i) => [`dump.${i}.sql`, dump(31 + i)]],
    ['six of them', (i) => [i < 6 ? `dump.${i}.sql` : `other${i}.txt`, dump(31)]],
    [
      'volumes of one archive, the last of which is short',
      (i) => [`set-${i}.sql`, i < 8 ? dump(31 + i).slice(0, 200_000) : tiny],
    ],
    ['images of machines', (i) => [`vm-${i}.img`, dump(31)]],
    ['steps of a schema', (i) => [`${String(i).padStart(3, '0')}_step${i}.sql`, dump(31)]],
    ['versions', (i) => [`app-1.${i}.0.sql`, dump(31 + i)]],
    ['an oldest that is tiny, of logrotate', (i) => [`db.sql.${i}`, i < 8 ? dump(31 + i) : tiny]],
    [
      'an oldest that is tiny, with zeros',
      (i) => [`db-${String(i).padStart(2, '0')}.sql`, i > 0 ? dump(31 + i) : tiny],
    ],
    ['logs', (i) => [`app.log.${i}`, dump(31)]],
    ['tiny files', (i) => [`a.${i}.sql`, 'CREATE TABLE t (a int);\n']],
  ])('is left alone: %s', async (what, file) => {
    expect(await told('scan', tree(`numbered fine ${what}`, 9, file))).toEqual([]);
  });

  it('of hard links is a snapshot', async () => {
    const root = tree('numbered links', 1, () => ['db.sql.0', dump(5)]);
    for (let i = 1; i < 12; i++) linkSync(join(root, 'db.sql.0'), join(root, `db.sql.${i}`));
    expect(await told('scan', root)).toEqual([]);
  });
});
