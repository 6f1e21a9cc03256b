import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree, program, text } from './data.js';
import { run } from './shell.js';

const PACKERS = { gzip: 'gz', xz: 'xz', zstd: 'zst', bzip2: 'bz2', lz4: 'lz4', brotli: 'br', lzip: 'lz' };

// Its strongest level takes ten times as long.
const FLAGS = { brotli: ['-q', '6'] };

const packer = ([tool, ending]) => ({
  name: tool,
  tools: [tool],
  make(directory) {
    for (let i = 0; i < 6; i++)
      writeFileSync(
        join(directory, `text-${i}.txt.${ending}`),
        run([tool, '-c', ...(FLAGS[tool] ?? [])], { input: text(`${i}`, 2000 * (i + 1)) }),
      );
    writeFileSync(
      join(directory, `program.${ending}`),
      run([tool, '-c', ...(FLAGS[tool] ?? [])], { input: program() }),
    );
  },
});

/** Streams and archives of one text and one program, by the tools that make them. */
export const PACKED = [
  ...Object.entries(PACKERS).map(packer),
  {
    name: 'tar',
    tools: ['tar', 'gzip', 'xz'],
    make(directory) {
      makeTree(join(directory, 'tree'));
      for (const format of ['gnu', 'pax', 'ustar', 'v7'])
        run(['tar', `--format=${format}`, '-cf', `${format}.tar`, 'tree'], { cwd: directory });
      run(['tar', '-czf', 'tree.tar.gz', 'tree'], { cwd: directory });
      run(['tar', '-cJf', 'tree.tar.xz', 'tree'], { cwd: directory });
      for (let i = 0; i < 8; i++)
        run(['tar', '-cf', `part-${i}.tar`, `tree/part-${i % 4}`, 'tree/program'], { cwd: directory });
    },
  },
  {
    name: 'zip',
    tools: ['zip'],
    make(directory) {
      makeTree(join(directory, 'tree'));
      for (const level of [0, 1, 6, 9])
        run(['zip', '-qr', `-${level}`, `level-${level}.zip`, 'tree'], { cwd: directory });
      run(['zip', '-qr', '-P', 'secret', 'encrypted.zip', 'tree'], { cwd: directory });
      writeFileSync(join(directory, 'piped.zip'), run(['zip', '-qr', '-', 'tree'], { cwd: directory }));
    },
  },
  {
    name: '7z',
    tools: ['7z'],
    make(directory) {
      makeTree(join(directory, 'tree'));
      run(['7z', 'a', 'tree.7z', 'tree'], { cwd: directory });
      run(['7z', 'a', '-psecret', '-mhe=on', 'hidden.7z', 'tree'], { cwd: directory });
      run(['7z', 'a', '-psecret', 'encrypted.7z', 'tree'], { cwd: directory });
    },
  },
  {
    name: 'git',
    tools: ['git'],
    make(directory) {
      makeTree(join(directory, 'work'));
      const git = (...words) =>
        run(['git', '-c', 'user.name=a', '-c', 'user.email=a@b.invalid', ...words], {
          cwd: join(directory, 'work'),
        });
      git('init', '-q');
      git('add', '.');
      git('commit', '-qm', 'first');
      git('gc', '-q');
      writeFileSync(join(directory, 'work', 'new.txt'), text('new', 900));
      git('add', '.');
      git('commit', '-qm', 'second');
      git('bundle', 'create', '-q', '../work.bundle', '--all');
    },
  },
  {
    name: 'squashfs and iso',
    tools: ['mksquashfs', 'xorriso'],
    make(directory) {
      const tree = join(directory, 'tree');
      makeTree(tree);
      run(['mksquashfs', tree, 'tree.squashfs', '-quiet', '-no-progress'], { cwd: directory });
      run(['mksquashfs', tree, 'tree-xz.squashfs', '-comp', 'xz', '-quiet', '-no-progress'], {
        cwd: directory,
      });
      run(['xorriso', '-as', 'mkisofs', '-quiet', '-r', '-J', '-o', 'tree.iso', tree], { cwd: directory });
    },
  },
  {
    name: 'core dump',
    tools: ['gcc', 'gcore'],
    make(directory) {
      const source = `#include <stdlib.h>\n#include <unistd.h>\n#include <string.h>\nint main(void){char *a=calloc(1,8<<20);memset(a,'x',1<<20);close(1);pause();return a[5];}\n`;
      writeFileSync(join(directory, 'hang.c'), source);
      run(['gcc', '-o', 'hang', 'hang.c'], { cwd: directory });
      run(
        [
          'sh',
          '-c',
          './hang & sleep 0.3; gcore -o core $! >/dev/null 2>&1; code=$?; kill $!; mv core.* core; exit $code',
        ],
        { cwd: directory },
      );
    },
  },
  {
    name: 'woff2',
    tools: ['woff2_compress', 'fc-list'],
    isSlow: true,
    make(directory) {
      const fonts =
        run(['fc-list', ':fontformat=TrueType', 'file'])
          .toString()
          .match(/\/[^:\n]+\.ttf/g) ?? [];
      for (const [i, font] of fonts.toSorted().slice(0, 14).entries()) {
        writeFileSync(join(directory, `font-${i}.ttf`), readFileSync(font));
        run(['woff2_compress', `font-${i}.ttf`], { cwd: directory });
      }
    },
  },
];
