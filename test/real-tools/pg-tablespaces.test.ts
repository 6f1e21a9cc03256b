/** Base backups whose tablespaces lie elsewhere: read through their links, and nothing else is, as pg_verifybackup finds damage. */
import {
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { byInodes, openBelow, withFileBelow } from '../../src/disk/below.ts';
import { fill } from '../../src/disk/open.ts';
import { isFinding, restorable, told } from '../help/program.ts';
import { hasPostgres, run, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const SCRIPT = `
  psql -qc "create table big tablespace t as select g, md5(g::text) m from generate_series(1, 20000) g"
  pg_basebackup --no-sync -c fast -D backup -Fp -T "$PWD/space=$PWD/elsewhere"`;

let folder = '';
const at = (path: string): string => join(folder, path);

async function verified(
  root: string,
): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const { code, events } = await told(['verify', root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return { code, found: found.map((each) => `${each.code} ${each.path}`) };
}

/** The files of the tablespace, below it, the largest first. */
function filesOf(top: string): string[] {
  const files = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(top.length + 1));
  return paths.toSorted((a, b) => readFileSync(join(top, b)).length - readFileSync(join(top, a)).length);
}

describe.skipIf(!hasPostgres)('a base backup whose tablespace lies outside of it', () => {
  let link = '';
  beforeAll(() => {
    folder = withServer('', SCRIPT);
    link = `pg_tblspc/${readdirSync(at('backup/pg_tblspc')).join()}`;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Verifies a copy of the tablespace after a change, and asks pg_verifybackup too. */
  async function changed(change: (space: string) => void): Promise<{
    readonly code: number | null;
    readonly found: readonly string[];
    readonly theirs: number | null;
  }> {
    cpSync(at('elsewhere'), at('kept'), { recursive: true });
    try {
      change(at('elsewhere'));
      return { ...(await verified(at('backup'))), theirs: run('pg_verifybackup', [at('backup')]).code };
    } finally {
      rmSync(at('elsewhere'), { recursive: true, force: true });
      renameSync(at('kept'), at('elsewhere'));
    }
  }

  it('is sound, and its tablespace is read', async () => {
    expect(await changed(() => {})).toEqual({ code: 0, found: [], theirs: 0 });
    const { stdout } = await restorable(['verify', '--verbose', at('backup')]);
    expect(stdout).toContain(`the tablespace ${link} lies outside of the root, and was read there`);
  });

  it('has damage there found', async () => {
    const [largest = '', , smallest = ''] = filesOf(at('elsewhere'));
    const flipped = await changed((space) => {
      const bytes = readFileSync(join(space, largest));
      bytes.writeUInt8(bytes.readUInt8(9000) ^ 4, 9000);
      writeFileSync(join(space, largest), bytes);
    });
    expect(flipped).toEqual({ code: 1, found: [`changed ${link}/${largest}`], theirs: 1 });
    const lost = await changed((space) => rmSync(join(space, smallest)));
    expect(lost).toEqual({ code: 1, found: [`missing ${link}/${smallest}`], theirs: 1 });
    const more = await changed((space) => writeFileSync(join(space, 'more'), 'x'));
    expect(more).toEqual({ code: 1, found: [`unexpected ${link}/more`], theirs: 1 });
  });

  it('has lost it where the link leads to nothing', async () => {
    const gone = await changed((space) => rmSync(space, { recursive: true }));
    expect(gone).toEqual({ code: 1, found: [`missing ${link}`], theirs: 1 });
    const empty = await changed((space) =>
      readdirSync(space).forEach((name) => rmSync(join(space, name), { recursive: true })),
    );
    expect(empty.code).toBe(1);
    expect(empty.found).toContainEqual(expect.stringMatching(`^missing ${link}/`));
  });

  it('has no other link followed', async () => {
    writeFileSync(at('secret'), 'not part of it');
    for (const path of ['backup/base/out', 'elsewhere/out', 'backup/pg_tblspc/out']) {
      symlinkSync(folder, at(path));
      const { code, found } = await verified(at('backup'));
      unlinkSync(at(path));
      expect({ path, code, found }).toEqual({
        path,
        code: 1,
        found: [`unexpected ${path.replace('backup/', '').replace('elsewhere', link)}`],
      });
    }
  });

  it('is not sealed, since a seal is of what lies below its root', async () => {
    const { code, events } = await told(['seal', '--output', at('seal'), at('backup')]);
    expect(code).toBe(3);
    expect(events.filter(isFinding).map((each) => `${each.code} ${each.path}`)).toContain(`denied ${link}`);
  });

  it('is checked again under a seal that could not read it', async () => {
    const [largest = ''] = filesOf(at('elsewhere'));
    expect((await told(['seal', at('backup')])).code).toBe(3);
    try {
      expect(await verified(at('backup'))).toEqual({ code: 0, found: [] });
      const flipped = await changed((space) => {
        const bytes = readFileSync(join(space, largest));
        bytes.writeUInt8(bytes.readUInt8(9000) ^ 4, 9000);
        writeFileSync(join(space, largest), bytes);
      });
      expect(flipped).toMatchObject({ code: 1, found: [`changed ${link}/${largest}`] });
      const gone = await changed((space) => rmSync(space, { recursive: true }));
      expect(gone.found).toContain(`missing ${link}`);
      expect((await restorable(['latest', at('backup')])).code).toBe(0);
    } finally {
      rmSync(at('backup/restorable.sha256'));
    }
  });

  it('is reached through that link alone, with procfs and without', () => {
    const [name = ''] = filesOf(at('elsewhere'));
    const read = (file: { readonly descriptor: number }): number => fill(file.descriptor, Buffer.alloc(8));
    for (const open of [openBelow, byInodes]) {
      const below = open(at('backup'), new Set([link]));
      expect(withFileBelow(below, `${link}/${name}`, read)).toBe(8);
      below.close();
      const closed = open(at('backup'), new Set(['pg_tblspc']));
      expect(() => withFileBelow(closed, `${link}/${name}`, read)).toThrow(/ENOTDIR|ELOOP|16|pg/);
      closed.close();
    }
  });
});
