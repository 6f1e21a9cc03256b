import { chmodSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openBelow } from '../../src/disk/below.ts';
import { CannotList } from '../../src/read/file.ts';
import { createStoreLookup } from '../../src/read/store-lookup.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

/** Lays the top of a PostgreSQL cluster. */
function cluster(top: string): void {
  for (const name of ['base/1/1259', 'global/1262', 'pg_wal/000000010000000000000001', 'PG_VERSION'])
    folder.write(`${top}/${name}`, 'x');
}

describe('the store that a file lies in', () => {
  it('is found by the names above it, at any depth', () => {
    cluster('one/srv/main');
    const take = createStoreLookup(openBelow(`${folder.path}/one`)).handlingOf;
    expect(take('srv/main/base/1/1259', 8192)?.handling.is).toBe('paged');
    expect(take('srv/main/pg_wal/000000010000000000000001', 8192)?.handling.is).toBe('paged');
    expect(take('srv/main/PG_VERSION', 3)?.handling.is).toBe('check');
    expect(take('srv/main/postgresql.conf', 3)).toBeUndefined();
    expect(take('srv/other', 1)).toBeUndefined();
    expect(take('base/1/1259', 8192)).toBeUndefined();
  });

  it('is the cluster where what looks like an archive of its log is its own directory', () => {
    cluster('six');
    folder.write('six/archive/000000010000000000000001', 'x');
    const take = createStoreLookup(openBelow(`${folder.path}/six`)).handlingOf;
    const segment = '000000010000000000000001';
    expect(take(`pg_wal/${segment}`, 1)?.handling.is).toBe('paged');
    expect(take(`archive/${segment}`, 1)?.handling.is).toBe('check');
  });

  it('may be the root itself', () => {
    cluster('two');
    const take = createStoreLookup(openBelow(`${folder.path}/two`)).handlingOf;
    expect(take('base/1/1259', 8192)?.handling.is).toBe('paged');
    expect(take('PG_VERSION', 3)?.handling.is).toBe('check');
    expect(take('postgresql.conf', 3)).toBeUndefined();
  });

  it('is not that of a directory which only looks alike, or whose name merely begins as another', () => {
    cluster('three/main');
    folder.write('three/main-old/base/1/1259', 'x');
    folder.write('three/copy/PG_VERSION', '16\n');
    folder.write('three/copy/base/1/1259', 'x');
    const take = createStoreLookup(openBelow(`${folder.path}/three`)).handlingOf;
    expect(take('main/base/1/1259', 1)?.handling.is).toBe('paged');
    expect(take('main-old/base/1/1259', 1)).toBeUndefined();
    expect(take('copy/base/1/1259', 1)).toBeUndefined();
  });

  it('is the nearest one that has an answer, else one further up', () => {
    cluster('four');
    cluster('four/base/1/inner');
    const take = createStoreLookup(openBelow(`${folder.path}/four`)).handlingOf;
    expect(take('base/1/inner/base/1/1259', 1)?.handling.is).toBe('paged');
    expect(take('base/1/inner/notes', 1)?.handling.is).toBe('paged');
  });

  it('is remembered: a directory is listed once', () => {
    cluster('five');
    const take = createStoreLookup(openBelow(`${folder.path}/five`)).handlingOf;
    expect(take('base/1/1259', 1)?.handling.is).toBe('paged');
    rmSync(`${folder.path}/five`, { recursive: true });
    expect(take('base/1/1260', 1)?.handling.is).toBe('paged');
    expect(createStoreLookup(openBelow(`${folder.path}/five`)).handlingOf('base/1/1259', 1)).toBeUndefined();
  });

  it('is none where there are no directories, and names are bytes', () => {
    folder.write('six/caf\xe9/base/1/1259', 'x');
    cluster('six/caf\xe9/db');
    const take = createStoreLookup(openBelow(`${folder.path}/six`)).handlingOf;
    expect(take('gone/away/file', 1)).toBeUndefined();
    expect(take('caf\xe9/base/1/1259', 1)).toBeUndefined();
    expect(take('caf\xe9/db/base/1/1259', 1)?.handling.is).toBe('paged');
  });

  it('is not known where a directory above cannot be listed', () => {
    cluster('closed/db');
    const isRoot = process.geteuid?.() === 0;
    chmodSync(`${folder.path}/closed/db`, 0o311);
    if (isRoot) process.seteuid?.(65_534);
    try {
      const take = createStoreLookup(openBelow(folder.path)).handlingOf;
      expect(() => take('closed/db/base/1/1259', 1)).toThrow(CannotList);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(`${folder.path}/closed/db`, 0o755);
    }
  });

  it('is still known behind more directories than are kept', () => {
    cluster('seven');
    const take = createStoreLookup(openBelow(`${folder.path}/seven`)).handlingOf;
    for (let i = 0; i < 10_050; i++) take(`none${i}/file`, 1);
    expect(take('base/1/1259', 1)?.handling.is).toBe('paged');
  });
});
