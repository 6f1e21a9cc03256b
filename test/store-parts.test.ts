/** What a store cannot do without, and what its files name as their parts: gone is an error, outside of the root is exit 3. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededBytes } from './help/bytes.ts';
import { isFinding, restorable, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs, takes } from './help/tools.ts';
import { hasPostgres, withServer } from './real-tools/postgres-server.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const scratch = makeScratch();

function sh(script: string, cwd: string): void {
  const env = { ...process.env, HOME: cwd, BORG_BASE_DIR: cwd, BORG_PASSPHRASE: 'x', RESTIC_PASSWORD: 'x' };
  execFileSync('bash', ['-ec', script], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

function treeOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

/** The exit code and the errors of a run, as `code path`. */
async function errors(
  command: 'scan' | 'verify',
  root: string,
): Promise<readonly [number | null, ...string[]]> {
  const { code, events } = await told([command, root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return [code, ...found.map((each) => `${each.code} ${each.path}`)];
}

/** A copy of a store in which a script has run. */
function damaged(store: string, script: string): string {
  const copy = join(mkdtempSync(join(scratch, 'copy-')), 'store');
  cpSync(store, copy, { recursive: true });
  sh(script, copy);
  return copy;
}

describe('a store that is not known for one, because one thing is lost', () => {
  const text = 'a line\n';
  const lost = {
    'g/objects': ['config', 'hooks/x', 'HEAD', 'refs/heads/x'],
    'g2/refs': ['config', 'packed-refs', 'HEAD', 'objects/info/x'],
    'r/config': ['data/x', 'index/x', 'keys/x', 'snapshots/x'],
    'r2/data': ['config', 'index/x', 'keys/x', 'snapshots/x'],
    'r3/index': ['config', 'data/x', 'keys/x', 'snapshots/x', 'locks/x'],
    'l/CURRENT': ['MANIFEST-000004', '000005.ldb'],
    'l2/MANIFEST': ['CURRENT', '000005.sst'],
    'a/appendonly.aof.manifest': ['appendonly.aof.1.incr.aof'],
  };
  it('is told of a dump in a directory, by the data of its tables or large objects', async () => {
    const rows = 'a\t1\nb\t2\n\\.\n\n\n';
    const root = treeOf({
      'a/3346.dat.gz': gzipSync(rows),
      'a/3347.dat.gz': gzipSync(text),
      'b/3346.dat': rows,
      'c/blobs.toc': '77 blob_77.dat\n',
      'c/blob_77.dat': text,
      'd/1.dat.gz': gzipSync(text),
      'd/2.dat.gz': gzipSync(text),
      'e/3346.dat': rows,
      'e/other': text,
    });
    const [code, ...found] = await errors('scan', root);
    expect({ code, found }).toEqual({
      code: 1,
      found: ['a', 'b', 'c'].map((each) => `missing ${each}/toc.dat`),
    });
  });

  const treeAt = (tops: Readonly<Record<string, readonly string[]>>): string =>
    treeOf(
      Object.fromEntries(
        Object.entries(tops).flatMap(([top, names]) =>
          names.map((name) => [`${top.split('/')[0]}/${name}`, text]),
        ),
      ),
    );

  it('is told', async () => {
    const [code, ...found] = await errors('scan', treeAt(lost));
    expect(code).toBe(1);
    expect(found).toEqual(expect.arrayContaining(Object.keys(lost).map((path) => `missing ${path}`)));
  });

  it('is not seen in what merely has such names', async () => {
    const root = treeAt({
      ostree: ['config', 'objects/x', 'refs/heads/x'],
      logs: ['HEAD', 'refs/heads/x'],
      application: ['data/x', 'index/x', 'keys/x', 'snapshots/x', 'main.py'],
      pages: ['README', 'config', 'index.1'],
      records: ['keys/x', 'snapshots/x'],
    });
    expect(await errors('scan', root)).toEqual([0]);
  });
});

describe('a base backup of PostgreSQL that was begun', () => {
  const label =
    'START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\nCHECKPOINT LOCATION: 0/2000060\n';
  it.each([
    { with: { 'pg_wal/archive_status/x.done': '' } },
    { with: { PG_VERSION: '15\n' } },
    { with: { PG_VERSION: '15\n', 'global/PG_README': 'a table\n', 'pg_xact/README': 'a line\n' } },
  ])('is not sound before its first database: %j', async (files) => {
    const root = treeOf({ backup_label: label, ...files.with });
    expect(await errors('scan', root)).toEqual([1, 'missing global/pg_control']);
  });

  it.each([
    { with: { 'notes.txt': 'the label of the backup of monday\n' } },
    { with: { 'base.tar.gz': gzipSync(Buffer.alloc(10_240)), 'pg_wal/README': 'a line\n' } },
    { backup_label: 'a label for the box of tapes\n', with: { 'pg_wal/README': 'a line\n' } },
  ])('may be a label that is kept beside something else: %#', async ({ with: files, ...own }) => {
    const root = treeOf({ backup_label: label, ...own, ...files });
    expect(await errors('scan', root)).toEqual([0]);
  });
});

describe.each([
  {
    tool: 'restic',
    make: 'restic -q init -r store && restic -q -r store backup source',
    wrong: {
      'rm -rf data/*': 'missing data',
      'rm keys/*': 'missing keys',
      'rm index/*': 'missing index',
      ': > config': 'broken-structure config',
      'chmod u+w config; head -c 155 /dev/zero > config': 'broken-structure config',
      'chmod u+w config; truncate -s 20 config': 'broken-structure config',
    },
    well: ['rm -rf locks', 'rm -rf snapshots/* index/* data/*', 'touch locks/x'],
  },
  {
    tool: 'borg',
    make: 'borg init -e repokey store 2>&1 && borg create store::a source',
    wrong: {
      'rm -rf data/*': 'missing data/0/5',
      'rm data/0/5': 'missing data/0/5',
      ': > config': 'broken-structure config',
      'sed -i "/^key/,\\$d" config': 'broken-structure config',
      'sed -i /^id/d config': 'broken-structure config',
      'truncate -s 8 data/0/5': 'truncated-content data/0/5',
      'printf x | dd of=index.5 bs=1 seek=2000 conv=notrunc': 'broken-structure index.5',
      'printf x | dd of=index.5 bs=1 seek=10 conv=notrunc': 'broken-structure index.5',
      'printf x | dd of=hints.5 bs=1 seek=20 conv=notrunc': 'broken-structure hints.5',
      ': > integrity.5': 'broken-structure integrity.5',
      'truncate -s 0 integrity.5; truncate -s 90 integrity.5': 'broken-structure integrity.5',
    },
    well: ['rm -f nonce', 'rm integrity.5', 'cp data/0/5 data/0/6'],
  },
  {
    tool: 'git',
    make: `git init -q w && cd w && cp ../source/a . && git add . && git -c user.name=a -c user.email=a commit -qm a && cd .. &&
      git clone -q --bare w store && cd store && git repack -adq && git pack-refs --all`,
    wrong: {
      'rm -rf objects/pack/*': 'missing objects',
      ': > HEAD': 'broken-structure HEAD',
      'rm packed-refs': 'missing packed-refs',
      ': > packed-refs': 'missing packed-refs',
      'echo /nowhere/at/all >> objects/info/alternates': 'missing objects/info/alternates',
    },
    well: ['git checkout -q --detach || git update-ref --no-deref HEAD HEAD', 'rm -rf hooks info logs'],
  },
])('a repository of $tool', ({ tool, make, wrong, well }) => {
  let store = '';
  beforeAll(() => {
    const home = mkdtempSync(join(scratch, `${tool}-`));
    mkdirSync(join(home, 'source'));
    writeFileSync(join(home, 'source/a'), seededBytes(1, 300_000));
    if (needs(tool)) sh(make, home);
    store = join(home, 'store');
  });

  it.skipIf(!needs(tool))('is sound as its tool leaves it', async () => {
    expect(await errors('scan', store)).toEqual([0]);
    expect(await errors('verify', store)).toEqual([0]);
    for (const script of well)
      expect({ script, found: await errors('scan', damaged(store, script)) }).toEqual({ script, found: [0] });
  });

  it.skipIf(!needs(tool)).each(Object.entries(wrong))('is an error after %s', async (script, finding) => {
    const copy = damaged(store, script);
    for (const command of ['scan', 'verify'] as const) {
      const [code, ...found] = await errors(command, copy);
      expect({ code, found }).toEqual({ code: 1, found: expect.arrayContaining([finding]) });
    }
    expect((await told(['seal', copy])).code).toBe(1);
  });
});

it.skipIf(!needs('restic'))('says without --verbose that files of a store may be gone unseen', async () => {
  const home = treeOf({ 'source/a': 'a' });
  sh('restic -q init -r store; restic -q -r store backup source', home);
  const { code, stdout } = await restorable(['verify', join(home, 'store')]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^SOUND .*\n .*complete: unknown/);
  expect((await restorable(['seal', join(home, 'store')])).code).toBe(0);
  expect(await restorable(['verify', join(home, 'store')])).toMatchObject({ code: 0, stdout: '' });
});

describe.skipIf(!needs('git'))('a repository of git that borrows objects', () => {
  const home = mkdtempSync(join(scratch, 'shared-'));
  beforeAll(() =>
    sh(
      'git init -q a; cd a; git -c user.name=a -c user.email=a commit -q --allow-empty -m a; cd ..; git clone -q --bare --shared a b',
      home,
    ),
  );

  it('is sound where it borrows from a repository below the root', async () => {
    expect(await errors('scan', home)).toEqual([0]);
  });

  it('is not fully checked where that lies outside, and damaged where that is gone', async () => {
    for (const command of ['scan', 'verify'] as const)
      expect(await errors(command, join(home, 'b'))).toEqual([3, 'denied objects/info/alternates']);
    sh('mv a c', home);
    for (const command of ['scan', 'verify'] as const)
      expect(await errors(command, join(home, 'b'))).toEqual([1, 'missing objects/info/alternates']);
  });
});

describe('what a manifest of Redis names', () => {
  const files = {
    'd/appendonly.aof.manifest':
      'file appendonly.aof.2.base.rdb seq 2 type b\nfile "appendonly.aof.3.incr.aof" seq 3 type i\nfile gone.aof seq 1 type h\n',
    'd/appendonly.aof.2.base.rdb': '*1\r\n$4\r\nPING\r\n',
    'd/appendonly.aof.3.incr.aof': '*1\r\n$4\r\nPING\r\n',
  };

  it('has to be there, but for files that are being removed', async () => {
    const root = treeOf({ ...files, 'd/appendonly.aof.2.base.rdb': readRdb() });
    for (const manifest of ['', '# none\n', 'file appendonly.aof.'])
      expect(await errors('scan', treeOf({ ...files, 'd/appendonly.aof.manifest': manifest }))).toContain(
        'broken-structure d/appendonly.aof.manifest',
      );
    expect(await errors('scan', root)).toEqual([0]);
    for (const name of ['appendonly.aof.2.base.rdb', 'appendonly.aof.3.incr.aof']) {
      const copy = damaged(root, `rm d/${name}`);
      expect(await errors('scan', copy)).toEqual([1, `missing d/${name}`]);
    }
  });
});

/** An RDB without keys, as redis-server 7 writes it. */
function readRdb(): Buffer {
  return Buffer.from('524544495330303131ff0000000000000000', 'hex');
}

describe.skipIf(!hasPostgres)('a dump of pg_dump -Fd', () => {
  let folder = '';
  beforeAll(() => {
    folder = withServer(
      '',
      `psql -qc "create table t2 as select g, md5(g::text) from generate_series(1, 3000) g; create table nothing (a int); select lo_from_bytea(0, 'large')" >/dev/null
       for how in "packed" "plain -Z0" "inserts --inserts -Z0"; do set -- $how; name=$1; shift; pg_dump -Fd "$@" -f $name; done
       chmod -R a+rX .`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['packed', 'plain', 'inserts'])('is sound as it was written: %s', async (name) => {
    expect(await errors('scan', join(folder, name))).toEqual([0]);
  });

  it.each(['packed', 'plain', 'inserts'])(
    'lacks nothing that toc.dat or blobs.toc names: %s',
    async (name) => {
      const dump = join(folder, name);
      for (const file of readdirSync(dump).filter((each) => each !== 'toc.dat')) {
        const copy = damaged(dump, `rm ${file}`);
        expect(await errors('scan', copy)).toEqual([1, `missing ${file}`]);
      }
      expect((await errors('scan', damaged(dump, ': > toc.dat')))[0]).toBe(1);
    },
  );

  it.each(['packed', 'plain', 'inserts'])('has rows that end: %s', async (name) => {
    const dump = join(folder, name);
    const files = readdirSync(dump).filter((each) => /^\d+\.dat/.test(each));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const copy = damaged(dump, 'true');
      const at = join(copy, file);
      if (name !== 'packed') truncateSync(at, Math.max(1, readFileSync(at).length - 20));
      else writeFileSync(at, gzipSync(gunzipSync(readFileSync(at)).subarray(0, -20)));
      if (readFileSync(at).length > 0 && name === 'inserts' && readFileSync(at).length < 5) continue;
      const [code, ...found] = await errors('scan', copy);
      expect({ file, code, found }).toMatchObject({ code: 1, found: [`truncated-content ${file}`] });
    }
  });
});

describe.skipIf(!takes('env', '/usr/bin/python3', '-c', 'import plyvel'))('a database of LevelDB', () => {
  let store = '';
  beforeAll(() => {
    const home = mkdtempSync(join(scratch, 'leveldb-'));
    const script = `import plyvel
db = plyvel.DB('store', create_if_missing=True, write_buffer_size=65536)
for i in range(20000): db.put(b'k%06d' % i, b'v' * 30)
for i in range(5000): db.delete(b'k%06d' % i)
db.compact_range()
for i in range(20000): db.put(b'l%06d' % i, b'v' * 30)
db.close()`;
    execFileSync('/usr/bin/python3', ['-c', script], { cwd: home });
    store = join(home, 'store');
  });

  it('is sound, and lacks none of the tables that its manifest names', async () => {
    expect(await errors('scan', store)).toEqual([0]);
    const tables = readdirSync(store).filter((name) => name.endsWith('.ldb'));
    expect(tables.length).toBeGreaterThan(2);
    for (const table of tables.slice(0, 3))
      expect(await errors('scan', damaged(store, `rm ${table}`))).toEqual([1, `missing ${table}`]);
    const [manifest = ''] = readdirSync(store).filter((name) => name.startsWith('MANIFEST'));
    const other = damaged(store, `cp ${manifest} MANIFEST-000001; rm ${manifest}`);
    expect(await errors('scan', other)).toEqual([1, `missing ${manifest}`]);
  });
});

describe.skipIf(!needs('ldb'))('a database of RocksDB', () => {
  it('lacks none of the tables that its manifest names', async () => {
    const home = mkdtempSync(join(scratch, 'rocksdb-'));
    const load = (from: number): string =>
      `for i in $(seq ${from} ${from + 300}); do echo "k$i ==> v$i"; done | ldb --db=store load --create_if_missing`;
    sh(`${load(1)}; ldb --db=store compact; ${load(400)}; ldb --db=store scan`, home);
    const store = join(home, 'store');
    expect(await errors('scan', store)).toEqual([0]);
    const tables = readdirSync(store).filter((name) => name.endsWith('.sst'));
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables)
      expect(await errors('scan', damaged(store, `rm ${table}`))).toEqual([1, `missing ${table}`]);
  });
});

/** The head of a qcow2 image that names a backing file, or a data file. */
function qcow2(backing: string, data = ''): Buffer {
  const bytes = Buffer.alloc(65_536 * 4);
  bytes.writeUInt32BE(0x514649fb, 0);
  bytes.writeUInt32BE(3, 4);
  bytes.writeBigUInt64BE(backing === '' ? 0n : 1024n, 8);
  bytes.writeUInt32BE(backing.length, 16);
  bytes.writeUInt32BE(16, 20);
  bytes.writeUInt32BE(4, 96);
  bytes.writeUInt32BE(104, 100);
  if (data !== '') {
    bytes.writeUInt32BE(0x44415441, 104);
    bytes.writeUInt32BE(data.length, 108);
    bytes.write(data, 112, 'latin1');
  }
  bytes.write(backing, 1024, 'latin1');
  return bytes;
}

describe('what a disk image names', () => {
  const descriptor = (...names: string[]): string =>
    `# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType="twoGbMaxExtentFlat"\n\n${names
      .map((name) => `RW 4192256 FLAT "${name}" 0\n`)
      .join('')}`;

  it.each([
    ['base.qcow2', { 'base.qcow2': qcow2('') }],
    ['../b/base.qcow2', { 'b/base.qcow2': qcow2('') }],
    ['nbd://host/base', {}],
    ['json:{"driver":"nbd","host":"x"}', {}],
    ['', {}],
  ])('is there: %s', async (backing, others) => {
    const root = treeOf({
      'a/top.qcow2': qcow2(backing),
      ...Object.fromEntries(
        Object.entries(others).map(([name, bytes]) => [name.includes('/') ? name : `a/${name}`, bytes]),
      ),
    });
    expect(await errors('scan', root)).toEqual([0]);
  });

  it.each([
    ['base.qcow2', 1, 'missing a/base.qcow2'],
    ['file:base.qcow2', 1, 'missing a/base.qcow2'],
    ['json:{"driver":"qcow2","file":{"filename":"base.qcow2"}}', 1, 'missing a/base.qcow2'],
    ['/var/lib/libvirt/images/base.qcow2', 3, 'denied a/top.qcow2'],
    ['../../base.qcow2', 3, 'denied a/top.qcow2'],
  ])('is not there, or lies outside: %s', async (backing, code, finding) => {
    expect(await errors('scan', treeOf({ 'a/top.qcow2': qcow2(backing) }))).toEqual([code, finding]);
  });

  it('is also the data file of qcow2, and the extents of a VMDK', async () => {
    expect(await errors('scan', treeOf({ 'top.qcow2': qcow2('', 'data.raw') }))).toEqual([
      1,
      'missing data.raw',
    ]);
    const disk = { 'd.vmdk': descriptor('d-f001.vmdk', 'd-f002.vmdk'), 'd-f001.vmdk': seededBytes(1, 100) };
    expect(await errors('scan', treeOf(disk))).toEqual([1, 'missing d-f002.vmdk']);
    expect(await errors('scan', treeOf({ ...disk, 'd-f002.vmdk': seededBytes(2, 100) }))).toEqual([0]);
  });
});

describe('what the manifest of a portable backup of InfluxDB names', () => {
  const manifest = (size: number): string =>
    JSON.stringify({
      platform: 'OSS',
      files: [{ database: 'a', shardID: 1, fileName: '20260101T000000Z.s1.tar.gz', size }],
      meta: { fileName: '20260101T000000Z.meta', size: 3 },
    });
  const shard = gzipSync('');

  it('is there, and of its size', async () => {
    const files = {
      '20260101T000000Z.manifest': manifest(shard.length),
      '20260101T000000Z.s1.tar.gz': shard,
      '20260101T000000Z.meta': 'abc',
    };
    const sound = await errors('scan', treeOf(files));
    expect(
      sound.filter((each) => String(each).startsWith('missing') || String(each).startsWith('truncated')),
    ).toEqual([]);
    expect(await errors('scan', treeOf({ ...files, '20260101T000000Z.meta': 'a' }))).toContain(
      'truncated 20260101T000000Z.meta',
    );
    const { '20260101T000000Z.s1.tar.gz': _, ...others } = files;
    expect(await errors('scan', treeOf(others))).toEqual([1, 'missing 20260101T000000Z.s1.tar.gz']);
  });
});

describe('what opens a store', () => {
  it.each(['gocryptfs.conf', 'cryfs.config', '.encfs6.xml', 'kopia.repository.f'])(
    'is not empty and not zeros: %s',
    async (name) => {
      for (const lost of [Buffer.alloc(0), Buffer.alloc(300)])
        expect(await errors('scan', treeOf({ [name]: lost, other: 'a' }))).toEqual([
          1,
          expect.stringMatching(/^(?:broken-structure|wrong-type) /),
        ]);
    },
  );
});
