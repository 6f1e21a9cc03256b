import { lstatSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { errorCode, Fault } from '../../model/fault.ts';
import { type BackupSet, type ConfigProblem, readConfig } from './read.ts';

/** A configuration file: its path, its sets and all its problems. */
export type ConfigFile = {
  readonly file: string;
  readonly sets: readonly BackupSet[];
  readonly problems: readonly ConfigProblem[];
  /** Who else could have written it, if root reads it: its commands run as root. */
  readonly warnings: readonly string[];
};

const NAME = 'restorable.json';
const MOST_BYTES = 2 ** 20;

/** Returns where to look for a configuration file, in order; root never uses one from a home directory. */
export function configPlaces(isRoot: boolean, home: string, xdg: string | undefined): string[] {
  const system = join('/etc/restorable', NAME);
  if (isRoot) return [system];
  const own = xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.config');
  return [join(own, 'restorable', NAME), system];
}

/** Reads the named configuration file, or the first one found. Throws a Fault (2) if there is none or it is unreadable. */
export function openConfig(named: string | undefined): ConfigFile {
  const isRoot = process.getuid?.() === 0;
  const file = named === undefined ? findConfig(isRoot) : resolve(named);
  const text = readText(file);
  return { file, ...readConfig(text, dirname(file)), warnings: isRoot ? otherWriters(file) : [] };
}

/** Returns the sets of a configuration file. Throws a Fault (2) with the first problem if there are any. */
export function validSets({ file, sets, problems }: ConfigFile): readonly BackupSet[] {
  const [first] = problems;
  if (first === undefined) return sets;
  const more = problems.length === 1 ? '' : `; and ${problems.length - 1} more: restorable config check FILE`;
  throw new Fault(2, `${file}:${first.message}${more}`, first.hint);
}

function findConfig(isRoot: boolean): string {
  const places = configPlaces(isRoot, homedir(), process.env['XDG_CONFIG_HOME']);
  const found = places.find((place) => lstatSync(place, { throwIfNoEntry: false }) !== undefined);
  if (found !== undefined) return found;
  throw new Fault(
    2,
    `no configuration file found: ${places.join(', ')}`,
    'create one: restorable config init DIR; or name it: --config FILE',
  );
}

function readText(file: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new Fault(2, `${file}: not a regular file`, 'name a JSON file');
    if (stats.size > MOST_BYTES)
      throw new Fault(2, `${file}: too big for a configuration file`, 'is it the right file?');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = errorCode(error) ?? String(error);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new Fault(2, `${file}: not UTF-8`, `see what it is: file ${file}`, error);
    throw new Fault(
      2,
      `${file}: cannot read the configuration file (${code})`,
      'name another: --config FILE',
      error,
    );
  }
}

/** Returns warnings about users other than root who can write or replace a file. */
function otherWriters(file: string): string[] {
  return [file, dirname(file)].flatMap((path) => {
    const { mode, uid } = statSync(path);
    const isSticky = (mode & 0o1000) !== 0 && path !== file;
    const who = [
      ...(uid === 0 ? [] : [`user ${uid}`]),
      ...((mode & 0o020) === 0 || isSticky ? [] : ['its group']),
      ...((mode & 0o002) === 0 || isSticky ? [] : ['everybody']),
    ];
    return who.length === 0 ? [] : [`${path}: writable by ${who.join(', ')}; its commands run as root`];
  });
}
