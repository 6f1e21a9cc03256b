/** Files that were split: read in order as one, whatever the parts are called; what is lost of one is an error. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { seededBytes } from './help/bytes.ts';
import { isFinding, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const scratch = makeScratch();

/** The exit code of a scan of what a script leaves, and its findings but notes. */
async function scanned(script: string): Promise<readonly [number | null, ...string[]]> {
  const root = mkdtempSync(join(scratch, 'set-'));
  execFileSync('bash', ['-ec', script], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const { code, events } = await told(['scan', root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return [code, ...found.map((each) => `${each.code} ${each.path}`)];
}

beforeAll(() => {
  mkdirSync(join(scratch, 'd'));
  writeFileSync(join(scratch, 'd/noise'), seededBytes(1, 600_000));
  writeFileSync(join(scratch, 'd/text'), Array.from({ length: 30_000 }, (_, i) => `line ${i}`).join('\n'));
  copyFileSync(process.execPath, join(scratch, 'program'));
  execFileSync('truncate', ['-s', '600000', join(scratch, 'program')]);
  copyFileSync(join(scratch, 'program'), join(scratch, 'd/program'));
  execFileSync('tar', ['czf', join(scratch, 'x.tgz'), '-C', scratch, 'd']);
  const rows = Array.from({ length: 9000 }, (_, i) => `INSERT INTO \`a\` VALUES (${i});`).join('\n');
  const dump = `-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n${rows}\n-- Dump completed on 2026-01-31  2:30:00\n`;
  writeFileSync(join(scratch, 'x.sql'), dump);
});

const WHOLE = [
  'split -b 100k ../x.tgz x.tar.gz.',
  'split -d -b 100k ../x.tgz x.tar.gz.',
  'split -a4 -b 100k ../x.tgz x.tar.gz.',
  'split -a1 -b 300k ../x.tgz x.tar.gz.',
  'split -d -a3 -b 100k ../x.tgz x.tar.gz.',
  'split --numeric-suffixes=1 -a3 -b 100k ../x.tgz x.tar.gz.',
  'split -b 100k ../x.tgz x.tar.gz_',
  'split -b 100k ../x.tgz backup_',
  'split -b 100k ../x.tgz backup',
  'split -b 100k ../x.tgz',
  'split -d -b 100k ../x.tgz',
  'split -b 100k --additional-suffix=.bin ../x.tgz x.',
  'split -d -b 100k --additional-suffix=.part ../x.tgz x.tar.gz.',
  'split -d -a3 -b 100k ../x.tgz x.tar.gz.part',
  'split -b 100k ../x.tgz x.tar.gz.part-',
  'split -x -b 40k ../x.tgz x.tar.gz.',
  'split -n 7 ../x.tgz x.tgz.',
  'split -b 1000 ../x.tgz x.tar.gz.',
  'split -d -b 5k ../x.tgz x.tgz.',
  'split -b 700k ../x.tgz x.tar.gz.',
  'split -b 50k ../x.sql x.sql.',
  'split -l 2000 ../x.sql x.sql.',
];

describe('a file that was split', () => {
  it.each(WHOLE)('is sound where all parts are there: %s', async (script) => {
    expect(await scanned(script)).toEqual([0]);
  });

  const OTHERWISE = [
    'x.tar.gz.1',
    'x.tar.gz.0',
    'x.part1.tar.gz',
    'x_001.tar.gz',
    'x.tar.gz.part1_of_9',
    'x.tar.gz.1of9',
    'x-00001-of-00009.tar.gz',
    'x.tar.gz.s01',
    'x.tar.gz.chunk0',
    'x.tar.gz.disk1',
    'x.tar.gz.000001',
    'x.tar.gz (1)',
    'x Part 1.tar.gz',
    '1.x.tar.gz',
  ];
  const renamed = OTHERWISE.map((name, i) => {
    const [, before = '', number = '', after = ''] =
      /^(.*?)(\d+)((?:_of_9|of9|-of-00009|\)|\.x)?(?:\.tar\.gz)?)$/.exec(name) ?? [];
    return `mkdir ${i}; cd ${i}; split -b 60k ../../x.tgz; n=${Number(number)}
      for f in x??; do mv $f "$(printf '${before}%0${number.length}d${after}' $n)"; n=$((n+1)); done; cd ..`;
  });
  const OTHERS = [
    'split -b 100k ../../x.tgz y; for f in y??; do mv $f "x.tar.gz.$(echo ${f#y} | tr a-z A-Z)"; done',
    'split -b 100k --additional-suffix=.tar.gz ../../x.tgz',
    'tar cf ../../x.tar -C ../.. d; split -b 100k ../../x.tar y; n=1; for f in y??; do mv $f x.tar.$n; n=$((n+1)); done',
  ].map((script, i) => `mkdir o${i}; cd o${i}; ${script}; cd ..`);

  it('is sound however its parts are numbered, and an error where one is lost', async () => {
    const script = [...renamed, ...OTHERS].join('\n');
    expect(await scanned(script)).toEqual([0]);
    const [code, ...found] = await scanned(
      `${script}\nfor d in *; do (cd $d; rm "$(ls -v | sed -n 3p)"); done`,
    );
    expect(code).toBe(1);
    for (const each of [...renamed.keys(), ...OTHERS.map((_, i) => `o${i}`)])
      expect(found).toContainEqual(expect.stringMatching(`^missing ${each}/`));
  });

  it
    .skipIf(!needs('7z', 'zip', 'gpg'))
    .each([
      '7z a -v100k x.7z ../d',
      '7z a -tzip -v100k x.zip ../d',
      'zip -qr -s 100k x.zip ../d',
      'gpg --batch --passphrase x -c --homedir . -o ../x.gpg --yes ../x.tgz; rm -rf ./*; split -b 100k ../x.gpg x.tar.gz.gpg.',
      'xz -k -c ../x.sql > ../x.xz; split -b 10k ../x.xz x.sql.xz.',
      'truncate -s 1M ../raw; printf "\\x55\\xaa" | dd of=../raw bs=1 seek=510 conv=notrunc; split -b 100k ../raw x.img.',
    ])('is sound in other formats too: %s', async (script) => {
    expect(await scanned(script)).toEqual([0]);
  });

  it.each([
    ['rm x.tar.gz.aa', 'missing x.tar.gz.aa'],
    ['rm x.tar.gz.ac', 'missing x.tar.gz.ac'],
    ['rm x.tar.gz.a[cd]', 'missing x.tar.gz.ad'],
    ['rm $(ls | tail -1)', 'truncated-content x.tar.gz.aa'],
    ['truncate -s -100 $(ls | tail -1)', 'truncated-content x.tar.gz.aa'],
    ['truncate -s 50k x.tar.gz.ac', 'truncated-content x.tar.gz.ac'],
    [': > x.tar.gz.ac', 'truncated-content x.tar.gz.ac'],
    ['printf xx | dd of=x.tar.gz.ad bs=1 seek=5000 conv=notrunc', 'broken-structure x.tar.gz.aa'],
    ['cp x.tar.gz.ac x.tar.gz.ad', 'broken-structure x.tar.gz.aa'],
    ['head -c 102400 /dev/zero > x.tar.gz.ac', 'broken-structure x.tar.gz.aa'],
  ])('is an error after %s', async (damage, finding) => {
    const [code, ...found] = await scanned(`${WHOLE[0]}; ${damage}`);
    expect({ code, found }).toEqual({ code: 1, found: expect.arrayContaining([finding]) });
  });

  it.skipIf(!needs('7z', 'zip')).each([
    ['7z a -v100k x.7z ../d; rm x.7z.001', 'missing x.7z.001'],
    ['7z a -v100k x.7z ../d; rm x.7z.003', 'missing x.7z.003'],
    ['7z a -v100k x.7z ../d; rm $(ls | tail -1)', 'truncated-content x.7z.001'],
    ['7z a -v100k x.7z ../d; truncate -s 30k x.7z.003', 'truncated-content x.7z.003'],
    ['7z a -tzip -v100k x.zip ../d; rm x.zip.002', 'missing x.zip.002'],
    ['zip -qr -s 100k x.zip ../d; rm x.z02', 'missing x.z02'],
    ['zip -qr -s 100k x.zip ../d; rm x.zip', 'missing x.zip'],
    ['zip -qr -s 100k x.zip ../d; rm $(ls x.z[0-9]* | tail -1)', 'missing x.z'],
    ['zip -qr -s 100k x.zip ../d; truncate -s 50k x.z02', 'truncated-content x.z02'],
    ['zip -qr -s 100k x.zip ../d; truncate -s 50k $(ls x.z[0-9]* | tail -1)', 'truncated-content x.z'],
    ['7z a -v100k x.7z ../d; cp x.7z.003 x.7z.002', 'broken-structure x.7z.003'],
    ['split -d -b 100k ../x.tgz; rm x02', 'missing x02'],
    ['split -b 100k ../x.tgz; rm xab', 'missing xab'],
  ])('is an error after %s', async (script, finding) => {
    const [code, ...found] = await scanned(script);
    expect({ code, found }).toEqual({
      code: 1,
      found: expect.arrayContaining([expect.stringContaining(finding)]),
    });
  });

  it.each([
    'for i in 001 002 004 005; do cp ../x.tgz x.tar.gz.$i; done',
    'for i in 00 01 03; do cp ../x.sql db.sql.$i; done',
    'for i in 001 002 004; do seq $i 9000 > log.$i; done',
    'for i in 0001 0002 0004; do { printf "BM"; head -c 9000 ../d/text; } > IMG_$i.raw; done',
    'for i in 1 2 4; do cp ../x.tgz daily-$i.tar.gz; done',
    'tar cf x_1.tar -C .. d/text; for i in 2 4; do head -c $(stat -c %s x_1.tar) /dev/urandom > x_$i.tar; done',
    'for i in 1 2 4; do tar cf box$i.bin -C .. d; done; cp ../x.tgz box0.bin; truncate -s $(stat -c %s box1.bin) box0.bin',
    'for i in aa ab ad; do echo $i > lang_$i.json; done',
    'for i in 16000 16001 16003; do head -c 8190 ../d/text > $i; done',
    'for i in 01 02 04; do head -c 9000 ../d/text > chapter-$i.txt; done',
  ])('is not seen in files that are merely numbered: %s', async (script) => {
    const [, ...found] = await scanned(script);
    expect(found.filter((each) => each.startsWith('missing') || each.startsWith('truncated'))).toEqual([]);
  });
});
