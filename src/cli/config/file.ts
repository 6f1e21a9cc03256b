import { lstatSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { errorCode, Fault } from '../../model/fault.ts';
import { type BackupSet, type ConfigProblem, readConfig } from './read.ts';

/** A configuration file: where it lies, its sets, and everything that is wrong with it. */
export type ConfigFile = {
  readonly file: string;
  readonly sets: readonly BackupSet[];
  readonly problems: readonly ConfigProblem[];
  /** Why somebody else could have written it; read by root, its commands are run by root. */
  readonly warnings: readonly string[];
};

const NAME = 'restorable.json';
const MOST_BYTES = 2 ** 20;

/** Where a configuration file is looked for, the first that is there counts; root never takes one out of a home. */
export function configPlaces(isRoot: boolean, home: string, xdg: string | undefined): string[] {
  const system = join('/etc/restorable', NAME);
  if (isRoot) return [system];
  const own = xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.config');
  return [join(own, 'restorable', NAME), system];
}

/** Reads a configuration file, or the one that is found. Throws a Fault (2) where there is none or it cannot be read. */
export function openConfig(named: string | undefined): ConfigFile {
  const isRoot = process.getuid?.() === 0;
  const file = named === undefined ? findConfig(isRoot) : resolve(named);
  const text = readText(file);
  return { file, ...readConfig(text, dirname(file)), warnings: isRoot ? strangers(file) : [] };
}

/** The sets of a configuration file without any problem. Throws a Fault (2) that says the first of them. */
export function soundSets({ file, sets, problems }: ConfigFile): readonly BackupSet[] {
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
    `no configuration file: ${places.join(', ')}`,
    'write one (docs/config.md), or name it: --config FILE',
  );
}

function readText(file: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new Fault(2, `${file}: no file`, 'name a file of JSON');
    if (stats.size > MOST_BYTES)
      throw new Fault(2, `${file}: too big for a configuration`, 'is it the right file?');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = errorCode(error) ?? String(error);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new Fault(2, `${file}: not in UTF-8`, `see what it is: file ${file}`, error);
    throw new Fault(2, `${file}: cannot be read (${code})`, 'name another: --config FILE', error);
  }
}

/** Who else than root may write a file, or put another in its place. */
function strangers(file: string): string[] {
  return [file, dirname(file)].flatMap((path) => {
    const { mode, uid } = statSync(path);
    const isSticky = (mode & 0o1000) !== 0 && path !== file;
    const who = [
      ...(uid === 0 ? [] : [`the user ${uid}`]),
      ...((mode & 0o020) === 0 || isSticky ? [] : ['its group']),
      ...((mode & 0o002) === 0 || isSticky ? [] : ['everybody']),
    ];
    return who.length === 0
      ? []
      : [`${path}: can be written by ${who.join(', ')}; what it says is run as root`];
  });
}
