import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BytePath } from '../../src/model/path.ts';
import type { VoucherContents } from '../../src/voucher/kit/voucher.ts';
import { parseIni } from '../../src/voucher/pgbackrest/ini.ts';
import { pgbackrest } from '../../src/voucher/pgbackrest/pgbackrest.ts';
import { makeFolder } from '../help/folder.ts';
import { detailOf } from '../help/in-words.ts';
import { mutate } from '../help/mutate.ts';
import { listOf } from '../help/opened.ts';

const folder = makeFolder();
let made = 0;

const REAL = new URL('../../fixtures/manifests/pgbackrest/', import.meta.url);
const DIFF = gunzipSync(readFileSync(new URL('diff.manifest.gz', REAL)));
const INFO = readFileSync(new URL('backup.info', REAL));
const SHA1 = createHash('sha1').update('stored').digest('hex');

/** A file of pgBackRest with the checksum that info.c gives it. */
function ini(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): Buffer {
  const object = Object.entries(sections)
    .map(
      ([section, lines]) =>
        `"${section}":{${Object.entries(lines)
          .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
          .join(',')}}`,
    )
    .join(',');
  const text = Object.entries(sections)
    .map(
      ([section, lines]) =>
        `[${section}]\n${Object.entries(lines)
          .map(([key, value]) => `${key}=${value}\n`)
          .join('')}\n`,
    )
    .join('');
  const checksum = createHash('sha1').update(`{${object}}`, 'latin1').digest('hex');
  return Buffer.from(`${text}[backrest]\nbackrest-checksum="${checksum}"\n`, 'latin1');
}

const HEAD = { backrest: { 'backrest-format': '5', 'backrest-version': '"2.45"' } };
const BACKUP = {
  'backup-archive-start': '"0000000100000000000000FE"',
  'backup-archive-stop': '"000000010000000100000001"',
  'backup-lsn-start': '"0/FE000028"',
  'backup-lsn-stop': '"1/1000100"',
};
const DB = { 'db-id': '2', 'db-version': '"15"' };
const LABEL = '20261123-051542F';

function manifest(
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string>> = {},
): Buffer {
  const option = { 'option-compress-type': '"gz"', ...options };
  return ini({ ...HEAD, backup: BACKUP, 'backup:db': DB, 'backup:option': option, 'target:file': files });
}

/** A repository with one backup; `more` lies there too. */
function repository(bytes: Uint8Array, more: Readonly<Record<BytePath, Uint8Array>> = {}): BytePath {
  const top = `repository-${made++}`;
  const label = `${top}/backup/main/${LABEL}`;
  for (const name of ['backup.manifest', 'backup.manifest.copy']) folder.write(`${label}/${name}`, bytes);
  for (const [path, content] of Object.entries(more)) folder.write(`${top}/${path}`, content);
  return label;
}

async function open(path: BytePath): Promise<VoucherContents> {
  const vouching = await listOf(pgbackrest).open({ root: folder.path, path });
  if (vouching === undefined) throw new Error('it is no voucher');
  return vouching;
}

const STORED = `{"checksum":"${'0'.repeat(40)}","rck":"${SHA1}","repo-size":6,"size":9}`;

describe('files of pgBackRest', () => {
  it.each(['archive.info', 'backup.info'])(
    'hold by their own checksum as the tool wrote them: %s',
    (name) => {
      const bytes = readFileSync(new URL(name, REAL));
      expect(parseIni(bytes)).toBeInstanceOf(Array);
      expect(parseIni(Buffer.from(bytes.toString('latin1').replace('15', '16')))).toMatchObject({
        is: 'damaged',
      });
    },
  );

  it('hold as a manifest of nearly a thousand files', () => {
    const lines = parseIni(DIFF);
    if ('is' in lines) throw new Error(lines.detail);
    expect(lines.filter(({ section }) => section === 'target:file')).toHaveLength(972);
  });

  it('may have signs of equality and quotes in a key', () => {
    const key = 'pg_data/a="b"={"c';
    const lines = parseIni(ini({ ...HEAD, 'target:file': { [key]: '{"size":0}' } }));
    expect(lines).toContainEqual({ section: 'target:file', key, value: { size: 0 } });
  });

  it('never hold with another digit or letter, and never throw', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const bytes = mutate(INFO, seed);
        const lines = parseIni(bytes);
        const bare = (each: Buffer): string => each.toString('latin1').replaceAll(/\n+/g, '\n').trim();
        if ('is' in lines) expect(['cut', 'damaged', 'encrypted']).toContain(lines.is);
        else expect(bare(bytes)).toBe(bare(INFO));
      }),
      { numRuns: 300, seed: 7 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseIni(Buffer.from(`[a]\n${text}`, 'latin1'))).toHaveProperty('is');
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('a backup.manifest', () => {
  it('promises files as they are stored, here and in earlier backups', async () => {
    const label = repository(
      manifest({
        'pg_data/PG_VERSION': STORED,
        'pg_data/base/1/1259': STORED.replace('"repo-size"', '"reference":"20261101-000000F","repo-size"'),
        'pg_data/base/1/empty': '{"size":0}',
      }),
    );
    const { entries: promises, inventory, findings, notes } = await open(`${label}/backup.manifest`);
    expect({ inventory, findings }).toEqual({ inventory: 'closed', findings: [] });
    const digests = [{ algorithm: 'sha1', hex: SHA1 }];
    expect(promises).toEqual([
      { path: `${label}/pg_data/PG_VERSION.gz`, kind: 'file', digests, size: 6 },
      {
        path: `${label.replace(LABEL, '20261101-000000F')}/pg_data/base/1/1259.gz`,
        kind: 'file',
        digests,
        size: 6,
      },
    ]);
    expect(notes).toContain('needs files of 20261101-000000F');
  });

  it('has the digest of the file itself where that is stored as it was', async () => {
    const option = { 'option-compress-type': '"none"' };
    const label = repository(manifest({ 'pg_data/a': `{"checksum":"${SHA1}","size":6}` }, option));
    const { entries: promises } = await open(`${label}/backup.manifest`);
    expect(promises).toEqual([
      { path: `${label}/pg_data/a`, kind: 'file', digests: [{ algorithm: 'sha1', hex: SHA1 }], size: 6 },
    ]);
  });

  it('wants the log from its start to its stop in the archive, where that is below the root', async () => {
    const bytes = manifest({ 'pg_data/a': STORED });
    const alone = await open(`${repository(bytes)}/backup.manifest`);
    expect(alone.findings).toEqual([]);
    expect(alone.notes[0]).toMatch(/^its log, from 0{7}1.*FE to .*, is not below the root/);
    const archive = 'archive/main/15-2/0000000100000000';
    const label = repository(bytes, { [`${archive}/0000000100000000000000FE-${SHA1}.gz`]: Buffer.from('x') });
    const { findings } = await open(`${label}/backup.manifest`);
    expect(findings.map(({ code, path }) => `${code} ${path.slice(path.indexOf('archive'))}`)).toEqual([
      `missing ${archive}/0000000100000000000000FF`,
      'missing archive/main/15-2/0000000100000001/000000010000000100000000',
      'missing archive/main/15-2/0000000100000001/000000010000000100000001',
    ]);
  });

  it('says what is not looked into, and is then not sound', async () => {
    const label = repository(
      manifest({
        'pg_data/a': STORED.replace('{', '{"bni":1,"bno":9,'),
        'pg_data/b': STORED.replace('{', '{"bims":9,"bis":1,'),
      }),
    );
    const { findings, entries: promises, ignores } = await open(`${label}/backup.manifest`);
    expect(promises).toEqual([]);
    expect(findings.map((each) => `${each.code} ${detailOf(each)}`)).toEqual([
      'unvouched 1 of its files are stored in bundles, which are not looked into',
      'unvouched 1 of its files are stored in blocks, which are not looked into',
    ]);
    expect(
      ['bundle/1', 'pg_data/b.pgbi', 'pg_data/c.gz'].map((name) => ignores?.(`${label}/${name}`)),
    ).toEqual([true, true, false]);
    const strange = repository(manifest({ 'pg_data/a': STORED }, { 'option-compress-type': '"rar"' }));
    expect((await open(`${strange}/backup.manifest`)).findings.map(({ code }) => code)).toEqual([
      'unvouched',
    ]);
  });

  it.each([
    ['manifest-unsafe-path', { 'pg_data/../../../../x': STORED }],
    ['manifest-unsafe-path', { 'pg_data/x': STORED.replace('{', '{"reference":"../..",') }],
    ['manifest-damaged', { 'pg_data/x': STORED.replace('{', '{"reference":7,') }],
    ['manifest-damaged', { 'pg_data/x': STORED.replace(SHA1, 'abc') }],
    ['manifest-damaged', { 'pg_data/x': STORED.replace('"repo-size":6', '"repo-size":9007199254740993') }],
  ] as const)('refuses what it cannot mean: %s', async (code, files) => {
    const label = repository(manifest(files));
    const { entries: promises, findings } = await open(`${label}/backup.manifest`);
    expect(promises).toEqual([]);
    expect(findings.map((each) => each.code)).toEqual([code]);
  });

  it('that does not hold, or is encrypted, accuses no file', async () => {
    const sound = manifest({ 'pg_data/a': STORED });
    const cases: readonly (readonly [string, Buffer])[] = [
      ['manifest-damaged', Buffer.from(sound.toString().replace('repo-size":6', 'repo-size":7'))],
      ['manifest-truncated', sound.subarray(0, 300 + sound.subarray(300).indexOf('\n'))],
      ['manifest-damaged', sound.subarray(0, sound.indexOf('PG_') < 0 ? 150 : 150)],
      ['unvouched', Buffer.from('Salted__12345678secret')],
    ];
    for (const [code, bytes] of cases) {
      const vouching = await open(`${repository(bytes)}/backup.manifest`);
      expect(vouching.findings.map((each) => each.code)).toEqual([code]);
      expect(vouching.entries).toEqual([]);
      expect(vouching.ignores?.('anything')).toBe(true);
    }
  });

  it('is held beside its copy, which alone means a backup without an end', async () => {
    const bytes = manifest({ 'pg_data/a': STORED });
    const label = repository(bytes);
    folder.write(`${label}/backup.manifest.copy`, manifest({ 'pg_data/b': STORED }));
    expect((await open(`${label}/backup.manifest`)).findings.map(({ code }) => code)).toEqual(['changed']);
    folder.write(`${label}/backup.manifest`, Buffer.alloc(900));
    expect((await open(`${label}/backup.manifest`)).findings.map(({ code }) => code)).toEqual([
      'manifest-damaged',
    ]);
    folder.write('alone/backup.manifest.copy', bytes);
    expect(listOf(pgbackrest).find(new Set(['backup.manifest.copy', 'pg_data/']))).toEqual([
      'backup.manifest.copy',
    ]);
    expect((await open('alone/backup.manifest.copy')).findings.map(({ code }) => code)).toEqual(['missing']);
  });
});

describe('a backup.info of Barman', () => {
  it('is no voucher, whatever is in it', async () => {
    const text = 'backup_label=None\nbegin_offset=40\nbegin_wal=000000010000000000000002\nstatus=DONE\n';
    folder.write('barman/base/20261123T051542/backup.info', text);
    const path = 'barman/base/20261123T051542/backup.info';
    expect(await listOf(pgbackrest).open({ root: folder.path, path })).toBeUndefined();
  });
});

describe('the lists of a stanza', () => {
  it('name backups that are gone, and hold manifests of the past', async () => {
    const info = ini({ ...HEAD, 'backup:current': { [LABEL]: '{}', gone: '{}' } });
    const more = {
      'backup/main/backup.info': info,
      'backup/main/backup.info.copy': info,
      'backup/main/backup.history/2026/good.manifest.gz': readFileSync(new URL('diff.manifest.gz', REAL)),
      'backup/main/backup.history/2026/bad.manifest.gz': Buffer.from('not packed'),
    };
    const top = repository(manifest({ 'pg_data/a': STORED }), more).replace(`/${LABEL}`, '');
    const { findings, own } = await open(`${top}/backup.info`);
    expect(findings.map(({ code, path }) => `${code} ${path.slice(top.length + 1)}`)).toEqual([
      'missing gone/backup.manifest',
      'changed backup.history/2026/bad.manifest.gz',
    ]);
    expect(own).toHaveLength(4);
  });

  it('promise every segment of the archive by its name', async () => {
    const at = 'archive/main/15-2/0000000100000000';
    const name = `0000000100000000000000FE-${SHA1}`;
    const info = ini({ ...HEAD, db: DB });
    const more = {
      [`${at}/${name}`]: Buffer.from('stored'),
      [`${at}/${name}.gz`]: Buffer.from('x'),
      [`${at}/${name}.zst`]: Buffer.from('x'),
      [`${at}/${name}.bz2`]: Buffer.from('x'),
      [`${at}/other`]: Buffer.from('x'),
      'archive/main/archive.info': info,
      'archive/main/archive.info.copy': info,
    };
    const top = repository(manifest({}), more).replace(/\/backup\/.*/, '');
    const { entries: promises, ignores } = await open(`${top}/archive/main/archive.info`);
    const said = promises.map(({ path, digests, proof }) => {
      const below = path.slice(top.length + at.length + 2);
      return `${below} ${digests.length} ${String(proof)}`;
    });
    expect(said.toSorted()).toEqual([
      `${name} 1 undefined`,
      ...['bz2', 'gz', 'zst'].map((packing) => `${name}.${packing} 0 true`),
    ]);
    const asked = ['0000000100000000000000FE.00000028.backup', '00000002.history', 'other'];
    expect(asked.map((each) => ignores?.(`${top}/${at}/${each}`))).toEqual([true, true, false]);
  });
});
