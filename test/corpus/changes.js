// The changes of the directory scenarios. Files of the tree are hard links: they are replaced, never written into.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mutated } from './mutations.js';
import { filesBelow, linkAt } from './tree.js';

const MIB = 1 << 20;
const COLUMN = 64 * 1024;
const DISKS = 5;
const NOTE = `ALL YOUR FILES HAVE BEEN ENCRYPTED!

Your documents, photos and databases were encrypted with a strong algorithm. To get the decryption key, open
http://${'abcdefghijklmnopqrstuvwxyz234567'.repeat(2).slice(0, 56)}.onion in the Tor Browser and pay 2 bitcoin.
Do not rename the encrypted files.
`;

const ransom = (share) => ({
  name: `(i) ransomware, ${share * 100} % of files`,
  wanted: {
    scan: [['ransom-trace']],
    verify: share > 0.5 ? [['ransom-trace'], ['mass-loss', 'mass-change']] : [['ransom-trace']],
  },
  change(tree, { roll }) {
    const files = filesBelow(tree);
    const hit = roll.some(files, Math.round(files.length * share));
    for (const { path, size } of hit) {
      rmSync(path);
      writeFileSync(`${path}.xq7`, roll.bytes(size));
    }
    for (const directory of new Set(hit.map(({ path }) => dirname(path))))
      writeFileSync(join(directory, 'HOW_TO_RESTORE_FILES.txt'), NOTE);
    return { touched: hit.length, flag: hit.map(({ path }) => relative(tree, `${path}.xq7`)) };
  },
});

const flood = (kind, bytesOf) => ({
  name: `(iii) flood of 2,000 ${kind}`,
  wanted: { scan: [['flooded-directory']], verify: [['flooded-directory']] },
  change(tree, { roll }) {
    const names = Array.from({ length: 2000 }, () => roll.bytes(8).toString('hex'));
    mkdirSync(join(tree, 'text', 'new'), { recursive: true });
    const bytes = bytesOf(tree);
    for (const name of names)
      writeFileSync(join(tree, 'text', 'new', name), bytes ?? roll.bytes(4096 + roll.below(8192)));
    return { touched: names.length };
  },
});

/** The scenarios of damage: `wanted` names for each run the codes of which one of each list must be raised. */
export const DAMAGE = [
  ransom(1),
  ransom(0.3),
  ransom(0.05),
  {
    name: '(ii) intermittent encryption of files above 1 MiB',
    wanted: { scan: [['partly-encrypted', 'broken-structure']], verify: [['corrupt', 'changed']] },
    change: (tree) => replaceSome(tree, ({ size }) => size > MIB, '4 of each 64 KiB'),
  },
  flood('random files', () => undefined),
  flood('copies of one file', (tree) => readFileSync(filesBelow(tree).find(({ size }) => size > 2000).path)),
  {
    name: '(iv) one column of a RAID lost, in all files',
    wanted: {
      scan: [['zero-holes', 'zero-filled'], ['garbage-directory']],
      verify: [['mass-change', 'garbage-directory']],
    },
    change: (tree) =>
      replace(tree, filesBelow(tree), (bytes, _, i) => {
        for (let at = (i % DISKS) * COLUMN; at < bytes.length; at += DISKS * COLUMN)
          bytes.fill(0, at, Math.min(at + COLUMN, bytes.length));
        return bytes;
      }),
  },
  {
    name: '(v) rescued disk, BAD-SECTOR in four files of ten',
    wanted: { scan: [['garbage-directory']], verify: [['corrupt', 'changed']] },
    change(tree, { roll }) {
      const files = filesBelow(tree).filter(({ size }) => size > 12 * 1024);
      return replace(
        tree,
        roll.some(files, Math.round(files.length * 0.4)),
        (bytes, name) => mutated('BAD-SECTOR fill', bytes, name, 1).bytes,
      );
    },
  },
  {
    name: '(vi) sync cut short, the last 20 % of files without bytes',
    wanted: { scan: [['empty-file']], verify: [['truncated']] },
    change(tree) {
      const files = filesBelow(tree);
      return replace(tree, files.slice(Math.round(files.length * 0.8)), () => Buffer.alloc(0));
    },
  },
];

/** The scenarios of ordinary change: what `prepare` adds to the tree is there before the seal. */
export const BENIGN = [
  {
    name: '(vii) 60 % of files compressed to .gz',
    change(tree, { roll }) {
      const files = filesBelow(tree);
      const some = roll.some(files, Math.round(files.length * 0.6));
      for (const { path } of some) {
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 1 }));
        rmSync(path);
      }
      return { touched: some.length };
    },
  },
  {
    name: '(vii) import of 500 pictures',
    change(tree, { roll, all }) {
      const pictures = all.filter(
        ({ extension, size }) => ['jpg', 'png'].includes(extension) && size > 20_000,
      );
      const some = roll.some(pictures, 500);
      some.forEach(({ path }, i) =>
        linkAt(path, join(tree, 'import', `IMG_${1000 + i}.${path.split('.').at(-1)}`)),
      );
      return { touched: some.length };
    },
  },
  {
    name: '(vii) rotation of logs',
    prepare(tree) {
      mkdirSync(join(tree, 'log'));
      for (let app = 0; app < 8; app++) {
        const log = join(tree, 'log', `app-${app}.log`);
        writeFileSync(log, lines(app, 0));
        writeFileSync(`${log}.1`, lines(app, 1));
        for (let age = 2; age < 6; age++) writeFileSync(`${log}.${age}.gz`, gzipSync(lines(app, age)));
      }
    },
    change(tree) {
      for (let app = 0; app < 8; app++) {
        const log = join(tree, 'log', `app-${app}.log`);
        for (let age = 5; age > 1; age--) renameSync(`${log}.${age}.gz`, `${log}.${age + 1}.gz`);
        writeFileSync(`${log}.2.gz`, gzipSync(readFileSync(`${log}.1`)));
        renameSync(log, `${log}.1`);
        writeFileSync(log, app % 3 === 0 ? '' : lines(app, -1).slice(0, 900));
      }
      return { touched: 56 };
    },
  },
  {
    name: '(vii) growth of databases and dumps',
    prepare: (tree, { trees }) => copyRecipe(trees, 'sqlite', join(tree, 'databases'), /shop-\d\.sqlite$/),
    change(tree) {
      const files = filesBelow(join(tree, 'databases'));
      files.slice(0, -1).forEach(({ path }, i) => {
        const bigger = readFileSync(files[i + 1].path);
        rmSync(path);
        writeFileSync(path, bigger);
      });
      return { touched: files.length };
    },
  },
  {
    name: '(vii) first restic repository',
    change: (tree, { trees }) => ({ touched: copyRecipe(trees, 'restic', join(tree, 'repository'), /./) }),
  },
  {
    name: '(vii) every file renamed',
    change(tree) {
      const files = filesBelow(tree);
      for (const { path } of files) renameSync(path, join(dirname(path), `2026-${basename(path)}`));
      return { touched: files.length };
    },
  },
];

function copyRecipe(trees, recipe, to, pattern) {
  const directory = trees.find(({ name }) => name === recipe)?.directory;
  if (directory === undefined) return 0;
  const files = filesBelow(directory).filter(({ path }) => pattern.test(path));
  for (const { path } of files) linkAt(path, join(to, relative(directory, path)));
  return files.length;
}

function lines(app, age) {
  return Array.from(
    { length: 400 + app * 30 },
    (_, i) =>
      `2026-11-${10 - age}T04:${String(i % 60).padStart(2, '0')}:00Z app-${app} request ${i * 7919 + age} served in ${i % 97} ms\n`,
  ).join('');
}

function replaceSome(tree, isIn, mutation) {
  return replace(
    tree,
    filesBelow(tree).filter(isIn),
    (bytes, name) => mutated(mutation, bytes, name, 1)?.bytes ?? bytes,
  );
}

function replace(tree, files, changed) {
  const touched = [];
  files.forEach(({ path }, i) => {
    const bytes = readFileSync(path);
    const result = changed(Buffer.from(bytes), basename(path), i);
    if (result.equals(bytes)) return;
    rmSync(path);
    writeFileSync(path, result);
    touched.push(relative(tree, path));
  });
  return { touched: touched.length, flag: touched };
}
