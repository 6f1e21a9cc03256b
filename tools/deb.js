// Builds the Debian package from what npm run build made: npm run deb, or node tools/deb.js DIRECTORY.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changelog, control, copyright, templateUnits } from './pages/debian.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = 'usr/share/restorable';
const DOC = 'usr/share/doc/restorable';
const COMPLETIONS = {
  bash: 'usr/share/bash-completion/completions/restorable',
  zsh: 'usr/share/zsh/vendor-completions/_restorable',
  fish: 'usr/share/fish/vendor_completions.d/restorable.fish',
};

/** The same sources make the same package: the time of all files is that of the last commit. */
function sourceTime() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined) return given;
  return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** The person who builds it, as Debian's own tools ask. */
function maintainer() {
  const { DEBFULLNAME: name = 'restorable', DEBEMAIL: mail } = process.env;
  return `${name} <${mail ?? execFileSync('git', ['config', 'user.email'], { cwd: ROOT, encoding: 'utf8' }).trim()}>`;
}

/** Fills a directory with what the package installs. */
function stage(top, version, date) {
  const put = (path, text) => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
  const putGzipped = (path, text) => {
    put(path, text);
    execFileSync('gzip', ['-9', '--no-name', join(top, path)]);
  };
  const copy = (from, to) => put(to, readFileSync(join(ROOT, from)));

  const [, start] = /^#!.*\n([\s\S]*)$/.exec(readFileSync(join(ROOT, 'bin/restorable.js'), 'utf8'));
  put(`${PROGRAM}/bin/restorable.js`, `#!/usr/bin/node\n${start}`);
  copy('bin/package.json', `${PROGRAM}/bin/package.json`);
  copy('package.json', `${PROGRAM}/package.json`);
  cpSync(join(ROOT, 'dist/program'), join(top, PROGRAM, 'dist/program'), { recursive: true });
  // Its text is a part of the copyright file.
  rmSync(join(top, PROGRAM, 'dist/program/LICENSES.txt'));
  mkdirSync(join(top, 'usr/bin'));
  symlinkSync('../share/restorable/bin/restorable.js', join(top, 'usr/bin/restorable'));

  putGzipped('usr/share/man/man1/restorable.1', readFileSync(join(ROOT, 'docs/restorable.1')));
  for (const [shell, path] of Object.entries(COMPLETIONS))
    put(path, execFileSync(process.execPath, [join(ROOT, 'bin/restorable.js'), 'completion', shell]));
  for (const { name, text } of templateUnits()) put(`usr/lib/systemd/system/${name}`, text);

  for (const name of ['README.md', 'CHANGELOG.md']) copy(name, `${DOC}/${name}`);
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => /\.(?:md|schema\.json)$/.test(name));
  for (const name of pages) copy(`docs/${name}`, `${DOC}/docs/${name}`);
  const licenses = ['LICENSE', 'dist/program/LICENSES.txt'].map((path) =>
    readFileSync(join(ROOT, path), 'utf8'),
  );
  put(`${DOC}/copyright`, copyright(...licenses));
  putGzipped(`${DOC}/changelog`, changelog(version, maintainer(), date));
}

/** Writes what dpkg itself reads. */
function describe(top, version) {
  const files = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  const sums = paths.map(
    (path) =>
      `${createHash('md5').update(readFileSync(path)).digest('hex')}  ${path.slice(top.length + 1)}\n`,
  );
  const size = paths.reduce((sum, path) => sum + Math.ceil(statSync(path).size / 1024), 0);
  mkdirSync(join(top, 'DEBIAN'));
  writeFileSync(join(top, 'DEBIAN/md5sums'), sums.join(''));
  writeFileSync(join(top, 'DEBIAN/control'), control(version, maintainer(), size));
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', top]);
  execFileSync('chmod', ['755', join(top, PROGRAM, 'bin/restorable.js')]);
}

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const target = resolve(process.argv[2] ?? join(ROOT, 'build'));
const file = join(target, `restorable_${version}_all.deb`);
const time = sourceTime();
const top = mkdtempSync(join(tmpdir(), 'restorable-deb-'));
try {
  stage(top, version, new Date(Number(time) * 1000));
  describe(top, version);
  mkdirSync(target, { recursive: true });
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', top, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: time },
    stdio: 'pipe',
  });
} finally {
  rmSync(top, { recursive: true });
}
process.stdout.write(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB\n`);
