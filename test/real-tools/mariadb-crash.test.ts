/** A data directory of MariaDB as a power failure or a snapshot leaves it, against what the server makes of it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseTransaction } from '../../src/voucher/mariadb/mini-transaction.ts';
import { seededBytes } from '../help/bytes.ts';
import { isFinding, told } from '../help/program.ts';
import { hasMariaDb, runMariaDb, withMariaDb } from './mariadb-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const PAGE = 16_384;

/** Tables in the last checkpoint, others made after it, and pages written after it through the doublewrite buffer. */
const SCRIPT = `
  serve data
  sql -e "create database shop; use shop; create table old (id int primary key auto_increment, t text);
    insert into old (t) select repeat(md5(seq), 20) from seq_1_to_6000; create table other like old; insert into other select * from old;
    set global innodb_max_dirty_pages_pct = 0; set global innodb_max_dirty_pages_pct_lwm = 0"
  # Twice around the log, which is a ring.
  for i in 1 2 3 4 5 6 7 8; do sql shop -e "update other set t = repeat(sha1(id + $i), 16)"; done
  halt
  cp -a data stopped
  serve data
  for i in 1 2 3; do sql shop -e "create table n$i (id int primary key, t text); insert into n$i select seq, md5(seq) from seq_1_to_200"; done
  sql shop -e "rename table n3 to renamed"
  sql shop -e "create table gone (id int primary key); drop table gone"
  sql shop -e "update old set t = md5(id) where id < 3000; flush tables old for export; unlock tables"
  crash`;

let folder = '';

/** The findings about tablespaces in a copy of a data directory after a change, and its exit code. */
async function problems(
  of: string,
  change: (directory: string) => void,
): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(join(folder, of), copy, { recursive: true });
  change(copy);
  const { code, events } = await told(['scan', copy]);
  rmSync(copy, { recursive: true });
  const found = events
    .filter(isFinding)
    .map(({ severity, code: what, path }) => `${severity} ${what} ${path}`);
  return { code, found: found.filter((each) => each.endsWith('.ibd')) };
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const all = readFileSync(path);
  all.set(bytes, at);
  writeFileSync(path, all);
}

const zeroHead =
  (name: string) =>
  (directory: string): void =>
    overwrite(join(directory, `shop/${name}.ibd`), 0, Buffer.alloc(PAGE));

/** The pages of the table `old` of which the doublewrite buffer has a copy, out of the first ones that have rows. */
function pagesOf(directory: string, isCopied: boolean): number[] {
  const space = readFileSync(join(directory, 'shop/old.ibd')).readUInt32BE(34);
  const system = readFileSync(join(directory, 'ibdata1'));
  const copied = new Set<number>();
  for (let at = 64 * PAGE; at < 192 * PAGE; at += PAGE)
    if (system.readUInt32BE(at + 34) === space) copied.add(system.readUInt32BE(at + 4));
  return Array.from({ length: 60 }, (_, i) => i + 4).filter((page) => copied.has(page) === isCopied);
}

const tear =
  (isCopied: boolean) =>
  (directory: string): void => {
    const [page] = pagesOf(directory, isCopied);
    if (page === undefined) throw new Error('no such page');
    overwrite(join(directory, 'shop/old.ibd'), page * PAGE + PAGE / 2, seededBytes(page, PAGE / 2));
  };

describe.skipIf(!hasMariaDb)('a data directory of MariaDB after a crash', () => {
  beforeAll(() => {
    folder = withMariaDb(SCRIPT);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is left alone: the redo log creates tables without a first page', async () => {
    const { code, found } = await problems('data', (copy) =>
      ['n1', 'n2', 'renamed'].forEach((each) => zeroHead(each)(copy)),
    );
    expect(found).toEqual(['n1', 'n2', 'renamed'].map((each) => `note broken-structure shop/${each}.ibd`));
    expect(code).toBe(0);
  });

  it('is what the server starts from, with every row', () => {
    const script = `
      cp -a data started
      for each in n1 n2 renamed; do dd if=/dev/zero of=started/shop/$each.ibd bs=${PAGE} count=1 conv=notrunc 2>/dev/null; done
      serve started
      sql shop -e "check table n1, n2, renamed, old, other extended; select count(*) from n1; select count(*) from renamed"
      halt; rm -r started`;
    const said = runMariaDb(folder, script);
    expect(said.match(/\bOK\b/g)).toHaveLength(5);
    expect(said).toMatch(/200\n200\n$/);
  });

  it.each([
    ['without its redo log', (copy: string) => rmSync(join(copy, 'ib_logfile0')), 'n1'],
    [
      'with a redo log of zeros',
      (copy: string) => writeFileSync(join(copy, 'ib_logfile0'), Buffer.alloc(PAGE)),
      'n1',
      'warning',
    ],
    ['in a table from before the checkpoint', () => {}, 'other'],
  ])('is damaged %s', async (_, change, table, severity = 'error') => {
    const { code, found } = await problems('data', (copy) => {
      zeroHead(table)(copy);
      change(copy);
    });
    expect(found).toContain(`${severity} broken-structure shop/${table}.ibd`);
    expect(code).toBe(1);
  });

  it('is damaged where the server had been stopped in good order, whatever is left in its log', async () => {
    expect(await problems('stopped', () => {})).toEqual({ code: 0, found: [] });
    expect(await problems('stopped', zeroHead('other'))).toEqual({
      code: 1,
      found: ['error broken-structure shop/other.ibd'],
    });
  });

  it('has torn pages made good by the doublewrite buffer, and no others', async () => {
    const { code, found } = await problems('data', tear(true));
    expect(found).toContain('note broken-structure shop/old.ibd');
    expect(code).toBe(0);
    expect((await problems('data', tear(false))).found).toContain('error broken-structure shop/old.ibd');
    expect((await problems('stopped', tear(false))).found).toEqual(['error broken-structure shop/old.ibd']);
  });
});

describe('a mini-transaction', () => {
  it('is parsed from any bytes without an error', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const bytes = seededBytes(seed, 40 + (seed % 50));
      bytes[0] = 0x80 + (seed % 0x70);
      expect(parseTransaction(bytes, 0, () => 1)).toBeUndefined();
    }
  });
});
