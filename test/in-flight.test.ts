/** What programs leave while they work or when they are killed: passed over in their stores, a warning elsewhere. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isInFlight } from '../src/voucher/in-flight.ts';
import { seededBytes } from './help/bytes.ts';
import { isFinding, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';
import { packed } from './structure/packed.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();
writeFileSync(join(scratch, 'noise'), seededBytes(1, 300_000));
const WHOLE = execFileSync('tar', ['cz', '-C', scratch, 'noise']);
const CUT = WHOLE.subarray(0, 100_000);

function treeOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  put(root, files);
  return root;
}

function put(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

function sh(script: string, cwd: string): void {
  const env = { ...process.env, HOME: cwd, BORG_BASE_DIR: cwd, RESTIC_PASSWORD: 'x' };
  execFileSync('sh', ['-ec', script], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** The findings of a scan that are not notes, and its exit code. */
async function problems(
  command: 'scan' | 'verify',
  root: string,
): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const { code, events } = await told([command, root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return { code, found: found.map((each) => `${each.severity} ${each.code} ${each.path}`) };
}

const UNFINISHED = [
  '.x.tar.gz.AbC1Ef',
  'x.tar.gz.part',
  'x.tar.gz.crdownload',
  'x.tar.gz.filepart',
  'x.tar.gz~partial',
  'x.tar.gz.1a2b3c4d.partial',
  'x.tar.gz.tmp',
  'x.tar.gz.6eF5b5dA',
  'x.tar.gz.opdownload',
  '.in.x.tar.gz.',
  '.syncthing.x.tar.gz.tmp',
  'x.tar.gz.!qB',
  '.rsync-partial/x.tar.gz',
  '.~tmp~/x.tar.gz',
  'x.tar.gz_.gstmp',
];

describe('a file that is still being written', () => {
  it.each(UNFINISHED)('is at most a warning where it is no part of a store: %s', async (name) => {
    const root = treeOf({ [name]: CUT, 'whole.tar.gz': WHOLE });
    const { code, found } = await problems('scan', root);
    expect(found.filter((each) => !each.startsWith('warning '))).toEqual([]);
    expect(found.every((each) => each.endsWith(name))).toBe(true);
    expect(code).toBe(found.length === 0 ? 0 : 1);
  });

  it('condemns no directory', async () => {
    const files = Object.fromEntries(UNFINISHED.map((name) => [`d/${name.replace('/', '-')}`, CUT]));
    const { found } = await problems('scan', treeOf({ ...files, 'd/whole.tar.gz': WHOLE }));
    expect(found.filter((each) => each.includes('directory'))).toEqual([]);
  });

  it.each([
    'x.tar.gz',
    '.config.backup',
    'x.part.gz',
    'x.tar.gz.old',
    'a.20260131',
    'x.deadbeef',
    'notes.temporary',
  ])('is not one by the name %s', (name) => expect(isInFlight(name)).toBe(false));

  it('stays an error under a name of its own', async () => {
    const { code, found } = await problems('scan', treeOf({ 'x.tar.gz': CUT }));
    expect({ code, found }).toEqual({ code: 1, found: ['error truncated-content x.tar.gz'] });
  });
});

describe('what a store leaves', () => {
  it('is a note in a repository of git', async () => {
    const root = mkdtempSync(join(scratch, 'git-'));
    sh(
      'git init -q --bare r; git init -q w; cd w; git -c user.name=a -c user.email=a commit -q --allow-empty -m a; git push -q ../r HEAD; git -C ../r repack -adq',
      root,
    );
    const noise = seededBytes(2, 60_000);
    put(join(root, 'r'), {
      'objects/pack/tmp_pack_aBcDeF': Buffer.concat([Buffer.from('PACK\0\0\0\x02'), noise]),
      'objects/pack/tmp_idx_aBcDeF': Buffer.alloc(50_000),
      'objects/tmp_objdir-incoming-x1/pack/tmp_pack_x': noise,
      'objects/ab/tmp_obj_aBcDeF': noise,
    });
    for (const command of ['scan', 'verify'] as const)
      expect(await problems(command, join(root, 'r'))).toEqual({ code: 0, found: [] });
    put(join(root, 'r'), { 'objects/pack/pack-aBcDeF.pack': noise });
    expect((await problems('scan', join(root, 'r'))).code).toBe(1);
  });

  it('is a note in the data directory of Redis, also beside the append-only files', async () => {
    const rdb = Buffer.from('REDIS0009\xfa');
    const root = treeOf({
      'appendonlydir/appendonly.aof.manifest': 'file appendonly.aof.1.incr.aof seq 1 type i\n',
      'appendonlydir/appendonly.aof.1.incr.aof': '*1\r\n$4\r\nPING\r\n',
      'temp-1234.rdb': rdb,
      'temp-rewriteaof-bg-77.aof': seededBytes(3, 20_000),
      'appendonlydir/temp-rewriteaof-77.aof': Buffer.alloc(5000),
    });
    expect(await problems('scan', root)).toEqual({ code: 0, found: [] });
    put(root, { 'other.rdb': rdb });
    expect((await problems('scan', root)).found).toEqual([expect.stringMatching(/^error .* other\.rdb$/)]);
  });

  it('is a note in the member directory of etcd, whose snapshots hold by their checksum', async () => {
    const { crc32c } = await import('../src/hash/crc.ts');
    const data = seededBytes(4, 5000);
    const sum = crc32c(data);
    const digits = [sum & 127, (sum >>> 7) & 127, (sum >>> 14) & 127, (sum >>> 21) & 127].map(
      (each) => each | 128,
    );
    const snap = Buffer.concat([Buffer.from([8, ...digits, sum >>> 28, 0x12, 0x88, 0x27]), data]);
    const name = 'member/snap/0000000000000002-0000000000000010.snap';
    const wal = 'member/wal/0000000000000000-0000000000000000.wal';
    const root = treeOf({
      [name]: snap,
      [wal]: packed('etcd-wal/first.wal'),
      'member/wal/0.tmp': Buffer.alloc(100_000),
      'member/snap/tmp123456': seededBytes(6, 9000),
    });
    expect(await problems('scan', root)).toEqual({ code: 0, found: [] });
    snap.writeUInt8(snap.readUInt8(100) ^ 1, 100);
    put(root, { [name]: snap });
    expect(await problems('scan', root)).toEqual({ code: 1, found: [`error broken-structure ${name}`] });
  });

  it('is a note in a data directory of MariaDB', async () => {
    const root = treeOf({
      ibdata1: seededBytes(7, 100),
      'mysql/x': 'x',
      'shop/n1.new': Buffer.alloc(65_536),
    });
    expect((await problems('scan', root)).found).toEqual([expect.stringContaining('ibdata1')]);
  });

  it.skipIf(!needs('borg'))(
    'is a note in a repository of borg: a segment after the last commit',
    async () => {
      const root = mkdtempSync(join(scratch, 'borg-'));
      sh('mkdir s; echo a > s/a; borg init -e none r; borg create r::a s', root);
      const repository = join(root, 'r');
      const last = Math.max(
        ...readdirSync(repository).flatMap((name) =>
          name.startsWith('index.') ? [Number(name.slice(6))] : [],
        ),
      );
      cpSync(join(repository, `data/0/${last}`), join(repository, `data/0/${last + 1}`));
      const torn = Buffer.concat([Buffer.from('BORG_SEG'), seededBytes(8, 5000)]);
      put(repository, { [`data/0/${last + 2}`]: torn, [`index.${last}.tmp`]: Buffer.alloc(9000) });
      for (const command of ['scan', 'verify'] as const)
        expect(await problems(command, repository)).toEqual({ code: 0, found: [] });
      put(repository, { [`data/0/${last}`]: torn });
      expect((await problems('scan', repository)).code).toBe(1);
    },
  );

  it.skipIf(!needs('restic'))('is a note in a repository of restic', async () => {
    const root = mkdtempSync(join(scratch, 'restic-'));
    sh('mkdir s; echo a > s/a; restic -q init -r r; restic -q -r r backup s', root);
    const name = 'a'.repeat(64);
    put(join(root, 'r'), {
      [`data/aa/${name}-tmp-123456789`]: Buffer.alloc(9000),
      [`locks/${name}`]: Buffer.alloc(600),
    });
    for (const command of ['scan', 'verify'] as const)
      expect(await problems(command, join(root, 'r'))).toEqual({ code: 0, found: [] });
  });
});
