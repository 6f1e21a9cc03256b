/** Base backups of a real server: sound ones hold without an option, and damage is named as pg_verifybackup names it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verify } from '../../dist/index.js';
import type { RunEvent } from '../../src/model/event.ts';
import { gather } from '../help/arbitrary.ts';
import { isFinding, nameFinding } from '../help/program.ts';
import { hasPostgres, run, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const SCRIPT = `
  mkdir plain plain-sha plain-bare no-log
  backup='pg_basebackup --no-sync -c fast'
  $backup -D plain/data -Fp -T "$PWD/space=$PWD/plain/space"
  $backup -D plain-sha/data -Fp --manifest-checksums=SHA512 --manifest-force-encode -T "$PWD/space=$PWD/plain-sha/space"
  $backup -D plain-bare/data -Fp --manifest-checksums=NONE -T "$PWD/space=$PWD/plain-bare/space"
  $backup -D no-log/data -Fp -X none -T "$PWD/space=$PWD/no-log/space"
  $backup -D tar -Ft
  $backup -D tar-gz -Ft -z --manifest-checksums=SHA256
  $backup -D tar-fetch -Ft -X fetch -R
  $backup -D tar-no-log -Ft -X none
  $backup -D tar-lz4 -Ft --compress=client-lz4
  $backup -D tar-zst -Ft --compress=client-zstd:3
  $backup -D tar-server-lz4 -Ft --compress=server-lz4
  $backup -D tar-server-zst -Ft --compress=server-zstd --manifest-checksums=SHA256
  ln data/postgresql.conf unrelated`;

let folder = '';
const at = (path: string): string => join(folder, path);

async function tell(
  name: string,
): Promise<{ exit: number | undefined; found: string[]; events: RunEvent[] }> {
  const events = await gather(verify(at(name)));
  const end = events.find((event) => event.type === 'end');
  return { exit: end?.exit, found: events.filter(isFinding).map(nameFinding), events };
}

function flip(path: string, where: number): void {
  const bytes = readFileSync(at(path));
  bytes.writeUInt8(bytes.readUInt8(where) ^ 0x10, where);
  writeFileSync(at(path), bytes);
}

/** What a packed file holds, or that its own tool cannot unpack it. */
function contentOf(path: string): string {
  const tool = path.endsWith('.zst') ? 'zstd' : 'lz4';
  try {
    const bytes = execFileSync(tool, ['-dc', at(path)], {
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return createHash('sha256').update(bytes).digest('hex');
  } catch {
    return 'broken';
  }
}

/** Does something to a file for the time of a look, and puts it back. */
async function during<T>(path: string, change: () => void, look: () => Promise<T>): Promise<T> {
  const before =
    statSync(at(path), { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(at(path));
  change();
  try {
    return await look();
  } finally {
    if (before === undefined) rmSync(at(path), { force: true });
    else writeFileSync(at(path), before);
  }
}

type Member = { readonly start: number; readonly size: number; readonly name: string };

const NO_MEMBER: Member = { start: 0, size: 1, name: '' };

/** The files below base/ in a tar, as GNU tar lists them, and where their data begins. */
function membersOf(tar: string): Member[] {
  const listed = execFileSync('tar', ['-tRvf', at(tar)], { encoding: 'utf8' });
  return [...listed.matchAll(/^block (\d+): -\S+ \S+ +(\d+) \S+ \S+ (base\/\S+)$/gm)].map(
    ([, block, size, name = '']) => ({ start: (Number(block) + 1) * 512, size: Number(size), name }),
  );
}

const theirs = (name: string): number | null => run('pg_verifybackup', [at(`${name}/data`)]).code;

/** Whether a finding is the note about a file of a plain backup for which its manifest has no digest. */
function isWithoutDigest(name: string, found: string): boolean {
  return name === 'plain-bare' && found === 'unvouched data/backup_manifest';
}

describe.skipIf(!hasPostgres)('base backups of PostgreSQL', () => {
  beforeAll(() => {
    folder = withServer('', SCRIPT);
  });
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  const packed = ['tar-lz4', 'tar-zst', 'tar-server-lz4', 'tar-server-zst'];

  it.each(['plain', 'plain-sha', 'plain-bare', 'tar', 'tar-gz', 'tar-fetch', ...packed])(
    'hold without an option: %s',
    async (name) => {
      const { exit, found } = await tell(name);
      expect(exit).toBe(0);
      // Without checksums in the manifest nothing has a digest: a note for all. Segments of the log prove themselves.
      expect(found.filter((each) => !isWithoutDigest(name, each))).toEqual([]);
      expect(found.length > 0).toBe(name === 'plain-bare');
      if (name.startsWith('plain')) expect(theirs(name)).toBe(0);
    },
  );

  it('name each of 24 files with a flipped byte, as pg_verifybackup does', async () => {
    const names = readdirSync(at('plain/data'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(?:base|global)\//.test(name) && statSync(at(`plain/data/${name}`)).isFile())
      .filter((name) => statSync(at(`plain/data/${name}`)).size > 0)
      .toSorted();
    const chosen = Array.from({ length: 24 }, (_, i) => names[Math.floor((i * names.length) / 24)] ?? '');
    const turn = (): void => {
      chosen.forEach((name, i) => {
        flip(`plain/data/${name}`, (i * 7919) % statSync(at(`plain/data/${name}`)).size);
      });
    };
    turn();
    const { exit, found } = await tell('plain');
    const { code, said } = run('pg_verifybackup', [at('plain/data')]);
    turn();
    expect({ exit, code }).toEqual({ exit: 1, code: 1 });
    expect(found.filter((each) => each.startsWith('changed ')).toSorted()).toEqual(
      chosen.map((name) => `changed data/${name}`).toSorted(),
    );
    const named = [...said.matchAll(/checksum mismatch for file "(.*)"/g)].map(([, name]) => name ?? '');
    expect(named.toSorted()).toEqual(chosen.toSorted());
  });

  it('name what is cut, missing and more, as pg_verifybackup does', async () => {
    const look = async (): Promise<unknown> => {
      const { exit, found } = await tell('plain');
      return {
        exit,
        found: found.filter((each) => !each.startsWith('broken') && !isWithoutDigest('plain', each)),
        theirs: theirs('plain'),
      };
    };
    const cut = await during(
      'plain/data/base/1/1259',
      () => truncateSync(at('plain/data/base/1/1259'), 8192),
      look,
    );
    expect(cut).toMatchObject({
      exit: 1,
      found: expect.arrayContaining(['truncated data/base/1/1259']) as unknown,
      theirs: 1,
    });
    const gone = await during('plain/data/base/1/1259', () => rmSync(at('plain/data/base/1/1259')), look);
    expect(gone).toEqual({ exit: 1, found: ['missing data/base/1/1259'], theirs: 1 });
    const more = await during(
      'plain/data/base/1/evil',
      () => writeFileSync(at('plain/data/base/1/evil'), 'text\n'),
      look,
    );
    expect(more).toEqual({ exit: 1, found: ['unexpected data/base/1/evil'], theirs: 1 });
    const [segment = ''] = readdirSync(at('plain/data/pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name));
    const log = await during(
      `plain/data/pg_wal/${segment}`,
      () => truncateSync(at(`plain/data/pg_wal/${segment}`), 1024),
      look,
    );
    expect(log).toMatchObject({
      exit: 1,
      found: expect.arrayContaining([`truncated data/pg_wal/${segment}`]) as unknown,
      theirs: 1,
    });
    const settings = await during(
      'plain/data/postgresql.auto.conf',
      () => appendFileSync(at('plain/data/postgresql.auto.conf'), "a = 'b'\n"),
      look,
    );
    expect(settings).toEqual({ exit: 0, found: [], theirs: 0 });
  });

  it('say that a restore needs a log from elsewhere, as pg_verifybackup does', async () => {
    expect(await tell('no-log')).toMatchObject({ exit: 1, found: ['missing data/pg_wal'] });
    expect(theirs('no-log')).toBe(1);
    expect(await tell('tar-no-log')).toMatchObject({ exit: 1, found: ['broken-structure base.tar'] });
  });

  /** The exit code and what is found, but for the tablespace, which lies outside of the manifest's directory. */
  const accused = async (name: string): Promise<unknown> => {
    const { exit, found } = await tell(name);
    return [exit, ...found.filter((each) => !each.startsWith('unvouched space/'))];
  };

  it('accuse nothing but the manifest where that does not hold, in either format', async () => {
    for (const [name, manifest] of [
      ['plain', 'data/backup_manifest'],
      ['tar-gz', 'backup_manifest'],
    ] as const) {
      const path = `${name}/${manifest}`;
      const size = statSync(at(path)).size;
      for (let i = 1; i < 8; i++) {
        const found = await during(
          path,
          () => flip(path, Math.floor((i * size) / 8)),
          () => accused(name),
        );
        expect(found).toEqual([4, `manifest-damaged ${manifest}`]);
      }
      const cut = await during(
        path,
        () => truncateSync(at(path), 5000),
        () => accused(name),
      );
      expect(cut).toEqual([4, `manifest-truncated ${manifest}`]);
    }
  });

  it('name each member of a tar with a flipped byte, which no pg_verifybackup before 18 can', async () => {
    const members = membersOf('tar/base.tar').filter(({ size }) => size > 0);
    expect(members.length).toBeGreaterThan(500);
    for (let i = 0; i < 24; i++) {
      const { start, size, name } = members[Math.floor((i * members.length) / 24)] ?? NO_MEMBER;
      const where = start + ((i * 7919) % size);
      flip('tar/base.tar', where);
      const { exit, found, events } = await tell('tar');
      flip('tar/base.tar', where);
      expect({ exit, found }).toEqual({ exit: 1, found: ['broken-structure base.tar'] });
      const [said] = events.filter(isFinding);
      expect(said?.detail).toContain(`1 member does not hold: ${name}: crc32c:`);
    }
  });

  it('name what is missing from a tar, what is more, and a tar that is gone', async () => {
    const detail = async (): Promise<unknown> => {
      const { exit, events } = await tell('tar');
      return [
        exit,
        ...events.filter(isFinding).map(({ code, path, detail: said = '' }) => `${code} ${path} ${said}`),
      ];
    };
    const change = (...args: string[]): void => void execFileSync('tar', [...args]);
    // `tar --delete` damages another member on its way (GNU tar 1.34), so the bytes are taken out by hand.
    const gone = await during(
      'tar/base.tar',
      () => {
        const { start, size } =
          membersOf('tar/base.tar').find(({ name }) => name === 'base/1/1259') ?? NO_MEMBER;
        const bytes = readFileSync(at('tar/base.tar'));
        const rest = bytes.subarray(start + Math.ceil(size / 512) * 512);
        writeFileSync(at('tar/base.tar'), Buffer.concat([bytes.subarray(0, start - 512), rest]));
      },
      detail,
    );
    expect(gone).toEqual([1, 'broken-structure base.tar tar: 1 member is missing: base/1/1259']);
    const more = await during(
      'tar/base.tar',
      () => change('-rf', at('tar/base.tar'), '-C', folder, 'unrelated'),
      detail,
    );
    expect(more).toEqual([1, 'broken-structure base.tar tar: 1 member is not in the manifest: unrelated']);
    const [space = ''] = readdirSync(at('tar')).filter((name) => /^\d+\.tar$/.test(name));
    renameSync(at(`tar/${space}`), at('moved.tar'));
    const lost = await detail();
    renameSync(at('moved.tar'), at(`tar/${space}`));
    expect(lost).toEqual([1, `missing ${space} `]);
    const cut = await during('tar/base.tar', () => truncateSync(at('tar/base.tar'), 1_000_000), detail);
    expect(cut).toMatchObject([
      1,
      expect.stringMatching(/^truncated-content base\.tar .*members are missing/) as unknown,
    ]);
  });

  it.each(['tar-lz4', 'tar-server-zst'])(
    'name a packed tar with a flipped byte, cut or gone: %s',
    async (name) => {
      const tars = readdirSync(at(name)).filter((each) => each.includes('.tar.'));
      const tar = tars.find((each) => each.startsWith('base.')) ?? '';
      const path = `${name}/${tar}`;
      const { size } = statSync(at(path));
      const before = contentOf(path);
      for (let i = 0; i < 20; i++) {
        const where = Math.floor(((i + 0.5) * size) / 20);
        flip(path, where);
        const isOther = contentOf(path) !== before;
        const { exit, found } = await tell(name);
        flip(path, where);
        // Some bits mean nothing: what is unpacked is the same.
        if (isOther) expect({ where, exit, found }).toMatchObject({ exit: 1 });
        if (isOther) expect(found.every((each) => each.endsWith(` ${tar}`)) && found.length).toBe(1);
      }
      const cut = await during(
        path,
        () => truncateSync(at(path), Math.floor(size / 2)),
        () => tell(name),
      );
      expect(cut).toMatchObject({ exit: 1, found: [`truncated-content ${tar}`] });
      const gone = await during(
        path,
        () => rmSync(at(path)),
        () => tell(name),
      );
      expect(gone).toMatchObject({ exit: 1, found: [`missing ${tar}`] });
    },
  );
});
