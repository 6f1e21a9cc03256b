// Fetches clean files: packages unpacked below a cache directory, each once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from './sources.js';
import { filesBelow } from './tree.js';

const ATTEMPTS = 3;

/**
 * The trees of the list, fetched where they are not in the cache yet, and what could not be had with the reason. With
 * `isCi` only the subset, and of a source with a limit only its first files.
 */
export function fetchSources(cache, isCi, say) {
  const trees = [];
  const missing = [];
  for (const source of SOURCES.filter(({ ci }) => !isCi || ci !== undefined)) {
    const most = isCi ? source.ci : Infinity;
    const part = most === Infinity ? '' : `+first-${most}`;
    const directory = join(cache, source.from, `${source.name.replace('/', '+')}${part}`);
    const problem = existsSync(directory) ? undefined : fetchSource(source, most, directory, say);
    if (problem === undefined) trees.push({ name: source.name, directory });
    else missing.push({ name: source.name, problem });
  }
  return { trees, missing };
}

function fetchSource({ from, name }, most, directory, say) {
  let problem = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const part = `${directory}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(join(part, 'files'), { recursive: true });
    say(`fetching ${name}${attempt > 1 ? `, attempt ${attempt}` : ''}`);
    problem = from === 'apt' ? fromApt(name, part) : fromNpm(name, part);
    const files = filesBelow(join(part, 'files'));
    if (problem === undefined && files.length === 0) problem = 'it is empty';
    if (problem === undefined) {
      for (const { path } of files.slice(most)) rmSync(path);
      renameSync(join(part, 'files'), directory);
      rmSync(part, { recursive: true });
      return undefined;
    }
    rmSync(part, { recursive: true });
  }
  return problem;
}

function fromApt(name, part) {
  return (
    failure(['apt-get', 'download', '-q', name], part) ??
    failure(['dpkg', '-x', archiveIn(part, '.deb'), 'files'], part)
  );
}

function fromNpm(name, part) {
  return (
    failure(['npm', 'pack', '--loglevel=error', '--ignore-scripts', name], part) ??
    failure(['tar', '-xzf', archiveIn(part, '.tgz'), '-C', 'files'], part)
  );
}

function archiveIn(directory, ending) {
  return readdirSync(directory).find((name) => name.endsWith(ending)) ?? '';
}

/** What a command said when it failed; undefined where it did not. */
function failure([command, ...words], cwd) {
  const { status, stderr, error } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (status === 0) return undefined;
  return `${command}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
}
