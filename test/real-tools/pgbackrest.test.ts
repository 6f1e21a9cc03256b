/** Repositories that pgBackRest made of a real server: sound ones hold, and damage is named as `pgbackrest verify` names it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verify } from '../../dist/index.js';
import type { RunEvent } from '../../src/model/event.ts';
import { gather } from '../help/arbitrary.ts';
import { isFinding, nameFinding, told } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { asPostgres, hasPostgres, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

const SETTINGS = `archive_mode=on
archive_command='pgbackrest --config=$PWD/br.conf --stanza=main archive-push %p'`;

/** The first repository is plain, the second has bundles, the third is encrypted, the fourth packed by others than gzip. */
const SCRIPT = `
  mkdir logs lock spool repo bundled secret packed
  cat > br.conf <<END
[global]
repo1-path=$PWD/repo
repo2-path=$PWD/bundled
repo2-bundle=y
repo3-path=$PWD/secret
repo3-cipher-type=aes-256-cbc
repo3-cipher-pass=secret
repo1-retention-full=9
repo2-retention-full=9
repo3-retention-full=9
repo4-path=$PWD/packed
repo4-retention-full=9
log-path=$PWD/logs
lock-path=$PWD/lock
spool-path=$PWD/spool
start-fast=y
[main]
pg1-path=$PWD/data
pg1-socket-path=$PWD/sock
pg1-user=postgres
END
  br="pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=error"
  $br stanza-create
  $br --repo=1 backup --type=full
  psql -qc 'insert into a select g, md5(g::text) m from generate_series(1, 300) g'
  $br --repo=1 backup --type=diff
  $br --repo=1 backup --type=incr
  $br --repo=1 backup --type=full --compress-type=none
  for type in lz4 zst; do
    { cat br.conf; printf '[global:archive-push]\\ncompress-type=%s\\n' $type; } > br.new
    mv br.conf br.old && mv br.new br.conf
    psql -qc 'insert into a select g, md5(g::text) m from generate_series(1, 300) g' -c 'select pg_switch_wal()'
    $br --repo=4 backup --type=full --compress-type=$type
    mv br.old br.conf
  done
  $br --repo=4 backup --type=full --compress-type=bz2
  $br --repo=2 backup --type=full
  $br --repo=3 backup --type=full`;

let folder = '';
const at = (path: string): string => join(folder, path);

async function tell(
  name = 'repo',
): Promise<{ exit: number | undefined; found: string[]; events: RunEvent[] }> {
  const events = await gather(verify(at(name)));
  const end = events.find((event) => event.type === 'end');
  return { exit: end?.exit, found: events.filter(isFinding).map(nameFinding), events };
}

/** What `pgbackrest verify` says: nothing of a sound repository, for its exit code is always 0. */
const theirs = (): string =>
  asPostgres(
    'pgbackrest --config=$PWD/br.conf --stanza=main --repo=1 --log-level-console=info verify',
    folder,
  );

/** Files of the first backup, packed with gzip. */
function storedFiles(): string[] {
  const [full = ''] = readdirSync(at('repo/backup/main'))
    .filter((name) => /^\d{8}-\d{6}F$/.test(name))
    .toSorted();
  return readdirSync(at(`repo/backup/main/${full}`), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => `backup/main/${full}/${name}`)
    .toSorted();
}

function segments(packing = 'gz', repository = 'repo'): string[] {
  const top = 'archive/main';
  return readdirSync(at(`${repository}/${top}`), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(`.${packing}`))
    .map((name) => `${top}/${name}`)
    .toSorted();
}

/** Turns a bit of a file, behind the header and before the trailer of gzip: the name of a segment is of its content. */
function flip(path: string, where: number): void {
  const bytes = readFileSync(at(`repo/${path}`));
  const before = contentOf(path, bytes);
  // Some bits of a deflate stream mean nothing: what is unpacked stays the same, and so does what holds.
  for (let step = 0; step < bytes.length; step++) {
    const place = 10 + ((where + step) % (bytes.length - 18));
    const turned = Buffer.from(bytes);
    turned.writeUInt8(turned.readUInt8(place) ^ 0x10, place);
    if (contentOf(path, turned) === before) continue;
    writeFileSync(at(`repo/${path}`), turned);
    return;
  }
}

/** Turns a bit of a file, whatever it means. */
function turnOne(path: string, where: number): void {
  const bytes = readFileSync(at(`repo/${path}`));
  const place = where % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0x10, place);
  writeFileSync(at(`repo/${path}`), bytes);
}

/** The digest of what a file holds, or that it cannot be unpacked. */
function contentOf(path: string, bytes: Buffer): string {
  try {
    const tool = { zst: 'zstd', lz4: 'lz4' }[path.slice(path.lastIndexOf('.') + 1)];
    const options = { input: bytes, maxBuffer: 2 ** 26, stdio: ['pipe', 'pipe', 'ignore'] } as const;
    const content =
      tool !== undefined
        ? execFileSync(tool, ['-dc'], { ...options, stdio: [...options.stdio] })
        : path.endsWith('.gz')
          ? gunzipSync(bytes)
          : bytes;
    return createHash('sha256').update(content).digest('hex');
  } catch {
    return 'broken';
  }
}

async function without(path: string): Promise<{ exit: number | undefined; found: string[] }> {
  renameSync(at(`repo/${path}`), at('kept'));
  const { exit, found } = await tell();
  renameSync(at('kept'), at(`repo/${path}`));
  return { exit, found };
}

describe.skipIf(!needs('pgbackrest', 'zstd', 'lz4') || !hasPostgres)('repositories of pgBackRest', () => {
  beforeAll(() => {
    folder = withServer(SETTINGS, SCRIPT);
  });
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  it('hold without an option, with backups of every kind and packing', async () => {
    const { exit, found } = await tell();
    expect({ exit, found }).toEqual({ exit: 0, found: [] });
    expect(theirs()).not.toContain('status: error');
  });

  it('name each of 24 files and of 8 segments with a flipped byte', async () => {
    const stored = storedFiles();
    const files = Array.from({ length: 24 }, (_, i) => stored[Math.floor((i * stored.length) / 24)] ?? '');
    const log = segments().slice(0, 8);
    expect(log.length).toBeGreaterThan(4);
    const turn = (): void => {
      [...files, ...log].forEach((path, i) => {
        flip(path, 12 + i * 7919);
      });
    };
    turn();
    const { exit, found } = await tell();
    turn();
    expect(exit).toBe(1);
    const named = new Set(
      found.filter((each) => !each.includes('directory ')).map((each) => each.replace(/^\S+ /, '')),
    );
    expect([...files, ...log].filter((path) => !named.has(path))).toEqual([]);
    const accused = [...named].filter((path) => path.endsWith('.gz'));
    expect(accused.toSorted()).toEqual([...files, ...log].toSorted());
  });

  it('name the same files as pgbackrest verify', async () => {
    const stored = storedFiles();
    const files = [3, 50, 400].map((i) => stored[i] ?? '');
    const turn = (): void => files.forEach((path, i) => flip(path, 30 + i));
    turn();
    const { found } = await tell();
    const said = theirs();
    turn();
    const named = [...said.matchAll(/invalid checksum '(.*)'/g)].map(
      ([, path = '']) => `backup/main/${path}`,
    );
    expect(named.toSorted()).toEqual(files.toSorted());
    expect(files.every((path) => found.includes(`changed ${path}`))).toBe(true);
  });

  it('name what is cut, missing and more', async () => {
    const [file = ''] = storedFiles().filter((name) => name.endsWith('/1259.gz'));
    const bytes = readFileSync(at(`repo/${file}`));
    truncateSync(at(`repo/${file}`), 1000);
    const cut = await tell();
    writeFileSync(at(`repo/${file}`), bytes);
    expect(cut.found).toContain(`truncated ${file}`);
    expect(await without(file)).toEqual({ exit: 1, found: [`missing ${file}`] });
    writeFileSync(at(`repo/${file}.more`), 'text\n');
    const more = await tell();
    rmSync(at(`repo/${file}.more`));
    expect(more.found).toEqual([`unexpected ${file}.more`]);
    const manifest = file.replace(/\/pg_data\/.*/, '/backup.manifest');
    const none = await without(manifest);
    expect(none).toEqual({ exit: 1, found: [`missing ${manifest}`] });
  });

  it('miss files of a backup and its manifest in a scan too, which has nothing against them as they are', async () => {
    const scanned = async (): Promise<readonly (string | number | null)[]> => {
      const { code, events } = await told(['scan', at('repo')], { within: 120_000 });
      const lost = events.filter(isFinding).filter((each) => each.code === 'missing');
      return [code, ...lost.map(({ path }) => path)];
    };
    expect(await scanned()).toEqual([0]);
    const [file = ''] = storedFiles().filter((name) => name.endsWith('/1259.gz'));
    const manifest = file.replace(/\/pg_data\/.*/, '/backup.manifest');
    for (const path of [file, manifest]) {
      renameSync(at(`repo/${path}`), at('kept'));
      expect(await scanned()).toEqual([1, path]);
      renameSync(at('kept'), at(`repo/${path}`));
    }
  });

  it('name a segment that a backup needs, and one whose name promises other bytes', async () => {
    const [path = ''] = segments().filter((name) => /0{15}2-/.test(name));
    const { exit, found } = await without(path);
    expect({ exit, found }).toEqual({
      exit: 1,
      found: [`missing ${path.replace(/-[0-9a-f]{40}\.gz$/, '')}`],
    });
    const other = path.replace(/-[0-9a-f](?=[0-9a-f]{39}\.gz)/, (start) => (start === '-0' ? '-1' : '-0'));
    renameSync(at(`repo/${path}`), at(`repo/${other}`));
    const renamed = await tell();
    renameSync(at(`repo/${other}`), at(`repo/${path}`));
    expect(renamed.found).toEqual([`broken-structure ${other}`]);
  });

  it('hold, and name what is turned or cut, packed with lz4 and zst', async () => {
    const kept = ['lz4', 'zst'].map((packing) => {
      const [segment = ''] = segments(packing, 'packed');
      expect(segment).not.toBe('');
      const path = `../packed/${segment}`;
      return { packing, segment, path, bytes: readFileSync(at(`repo/${path}`)) };
    });
    const look = async (): Promise<unknown> => {
      const { exit, found } = await tell('packed');
      for (const { path, bytes } of kept) writeFileSync(at(`repo/${path}`), bytes);
      return { exit, found: found.toSorted() };
    };
    const eachAs = (code: string): unknown => ({
      exit: 1,
      found: kept.map(({ segment }) => `${code} ${segment}`).toSorted(),
    });
    expect(await look()).toEqual({ exit: 0, found: [] });
    for (const part of [0.2, 0.5, 0.8]) {
      for (const { path, bytes } of kept) flip(path, Math.floor(part * bytes.length));
      expect(await look()).toEqual(eachAs('broken-structure'));
    }
    for (const { path } of kept) truncateSync(at(`repo/${path}`), 500);
    expect(await look()).toEqual(eachAs('truncated-content'));

    const files = readdirSync(at('packed/backup/main'), { recursive: true, encoding: 'utf8' }).toSorted();
    const chosen = kept.flatMap(({ packing }) => {
      const packed = files.filter((name) => name.endsWith(`.${packing}`));
      return Array.from({ length: 20 }, (_, i) => packed[Math.floor((i * packed.length) / 20)] ?? '');
    });
    const paths = chosen.map((name) => `backup/main/${name}`);
    const turn = (): void => paths.forEach((name, i) => turnOne(`../packed/${name}`, i * 7919));
    turn();
    const { exit, found } = await tell('packed');
    turn();
    expect(exit).toBe(1);
    expect(paths.filter((name) => !found.includes(`changed ${name}`))).toEqual([]);
  });

  it('accuse no file where a manifest does not hold', async () => {
    const [file = ''] = storedFiles();
    const manifest = file.replace(/\/pg_data\/.*/, '/backup.manifest');
    const text = readFileSync(at(`repo/${manifest}`), 'latin1');
    const size = statSync(at(`repo/${manifest}`)).size;
    for (let i = 1; i < 4; i++) {
      flip(manifest, Math.floor((i * size) / 4));
      const { exit, found } = await tell();
      writeFileSync(at(`repo/${manifest}`), text, 'latin1');
      expect({ exit, found }).toEqual({ exit: 4, found: [`manifest-damaged ${manifest}`] });
    }
    writeFileSync(at(`repo/${manifest}`), text.slice(0, text.indexOf('\n', 5000) + 1), 'latin1');
    const cut = await tell();
    writeFileSync(at(`repo/${manifest}`), text, 'latin1');
    expect(cut).toMatchObject({ exit: 4, found: [`manifest-truncated ${manifest}`] });
    flip(`${manifest}.copy`, 700);
    const copy = await tell();
    flip(`${manifest}.copy`, 700);
    expect(copy).toMatchObject({ exit: 1, found: [`changed ${manifest}.copy`] });
  });

  it('are never called sound where files lie in bundles, or all is encrypted', async () => {
    const bundled = await tell('bundled');
    expect(bundled.exit).toBe(1);
    expect(bundled.found).toEqual([
      expect.stringMatching(/^unvouched backup\/main\/\d{8}-\d{6}F\/backup\.manifest$/),
    ]);
    const secret = await tell('secret');
    expect(secret.exit).toBe(1);
    const places = secret.found.map((each) => each.replace(/\d{8}-\d{6}F/, 'LABEL'));
    expect(places.toSorted()).toEqual([
      'unvouched archive/main/archive.info',
      'unvouched backup/main/LABEL/backup.manifest',
      'unvouched backup/main/backup.info',
    ]);
  });
});
