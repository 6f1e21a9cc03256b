import { isAbsolute, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { quietJson } from '../../report/text.ts';
import { BadValue } from '../arguments/bad-value.ts';
import { didYouMean, didYouMeanHint } from '../arguments/did-you-mean.ts';
import { JsonError, type JsonMember, type JsonNode, lineAndColumn, parseJson } from './json.ts';
import type { KeyPlace } from './kinds.ts';
import { SET_NAME } from './schema.ts';
import { type SetKey, setKeys } from './table.ts';

/** A set of a configuration file: its roots and its flags. */
export type BackupSet = {
  readonly name: string;
  /** Absolute paths and globs. */
  readonly roots: readonly string[];
  /** The value of each key as strings, with defaults, paths resolved. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** The same values after the parsers of the flags. */
  readonly values: ReadonlyMap<string, unknown>;
};

/** A problem in a configuration file, as `LINE:COLUMN: KEYS: what`. */
export type ConfigProblem = { readonly message: string; readonly hint: string };

/** The contents of a configuration file; the sets must not be used if there are problems. */
export type ReadConfig = { readonly sets: readonly BackupSet[]; readonly problems: readonly ConfigProblem[] };

type Complain = (at: number, keys: string, message: string, hint?: string) => void;

const HINT = 'all keys: docs/config.md; a key is a long flag of restorable verify --help, in camelCase';

/** Reads the text of a configuration file in a directory, and collects all its problems. */
export function readConfig(text: string, directory: string): ReadConfig {
  const problems = new Map<number, ConfigProblem>();
  const complain: Complain = (at, keys, message, hint = HINT) => {
    const where = [lineAndColumn(text, at), keys].filter((part) => part !== '').join(': ');
    if (!problems.has(at)) problems.set(at, { message: `${where}: ${message}`, hint });
  };
  const sets: BackupSet[] = [];
  try {
    const top = membersOf(parseJson(text), '', ['$schema', 'defaults', 'sets'], complain);
    const table = setKeys();
    const given = top.find(({ key }) => key === 'defaults')?.value;
    const defaults = given === undefined ? [] : membersOf(given, 'defaults', [...table.keys()], complain);
    readMembers(defaults, 'defaults', { table, place: { directory, set: 'set' }, complain });
    for (const { key: name, at, value } of setsOf(top, complain)) {
      if (!new RegExp(SET_NAME).test(name))
        complain(
          at,
          'sets',
          `invalid name of a set: ${quietJson(name)}`,
          'use letters, digits, dots and dashes',
        );
      const own = membersOf(value, `sets.${name}`, ['roots', ...table.keys()], complain);
      const roots = rootsOf(own, value, { name, directory, complain });
      const reading = { table, place: { directory, set: name }, complain };
      const kept = defaults.filter(({ key }) => own.every((each) => each.key !== key));
      sets.push({ name, roots, ...readMembers([...kept, ...own], `sets.${name}`, reading) });
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    complain(error.at, '', error.message, 'the file must be JSON (RFC 8259); comments begin with //');
  }
  return { sets, problems: [...problems.entries()].toSorted(([a], [b]) => a - b).map(([, each]) => each) };
}

/** Returns the members of an object that have a known key; an unknown key is a problem. */
function membersOf(node: JsonNode, keys: string, known: readonly string[], complain: Complain): JsonMember[] {
  if (node.is !== 'object') {
    complain(node.at, keys, `found ${describe(node)}, wanted an object: { ... }`);
    return [];
  }
  return node.members.filter(({ key, at }) => {
    if (known.includes(key)) return true;
    complain(at, keys, `unknown key ${quietJson(key)}`, didYouMeanHint(didYouMean(key, known), HINT));
    return false;
  });
}

function setsOf(top: readonly JsonMember[], complain: Complain): readonly JsonMember[] {
  const sets = top.find(({ key }) => key === 'sets')?.value;
  if (sets?.is === 'object' && sets.members.length > 0) return sets.members;
  const found = sets === undefined ? 'missing' : `found ${describe(sets)}`;
  complain(sets?.at ?? 0, 'sets', `${found}, wanted a set: "sets": { "NAME": { "roots": ["/srv/backup"] } }`);
  return [];
}

type RootsNeeds = { readonly name: string; readonly directory: string; readonly complain: Complain };

function rootsOf(
  own: readonly JsonMember[],
  set: JsonNode,
  { name, directory, complain }: RootsNeeds,
): string[] {
  const roots = own.find(({ key }) => key === 'roots')?.value;
  const items = roots?.is === 'list' ? roots.items : [];
  const texts = items.flatMap((item) => {
    if (item.is === 'scalar' && typeof item.value === 'string' && item.value !== '') return item.value;
    complain(item.at, `sets.${name}.roots`, `found ${describe(item)}, wanted a path`);
    return [];
  });
  if (items.length === 0 && set.is === 'object') {
    const found = roots === undefined ? 'missing' : `found ${describe(roots)}`;
    complain(roots?.at ?? set.at, `sets.${name}.roots`, `${found}, wanted a list of paths: ["/srv/backup"]`);
  }
  return texts.map((text) => (isAbsolute(text) ? text : resolve(directory, text)));
}

type Reading = {
  readonly table: ReadonlyMap<string, SetKey>;
  readonly place: KeyPlace;
  readonly complain: Complain;
};

function readMembers(
  members: readonly JsonMember[],
  keys: string,
  { table, place, complain }: Reading,
): Pick<BackupSet, 'texts' | 'values'> {
  const texts = new Map<string, readonly string[]>();
  const values = new Map<string, unknown>();
  for (const { key: name, value } of members) {
    const key = table.get(name);
    if (key === undefined) continue;
    const wanted = key.isList ? `a list, each ${key.kind.wanted}` : key.kind.wanted;
    const hasRightShape = key.isList === (value.is === 'list') && value.is !== 'object';
    if (!hasRightShape) {
      complain(value.at, `${keys}.${name}`, `found ${describe(value)}, wanted ${wanted}`, hintOf(key));
      continue;
    }
    const items = value.is === 'list' ? value.items : [value];
    const strings = items.flatMap((item, i) => {
      const at = value.is === 'list' ? `${keys}.${name}[${i}]` : `${keys}.${name}`;
      return (
        textOf(item, key, place, (message, hint = hintOf(key)) => complain(item.at, at, message, hint)) ?? []
      );
    });
    if (strings.length < items.length) continue;
    const parsed = parseAll(key, strings, (reason) =>
      complain(value.at, `${keys}.${name}`, reason, hintOf(key)),
    );
    if (parsed === undefined) continue;
    texts.set(name, strings);
    values.set(name, parsed.value);
  }
  return { texts, values };
}

/** Parses all strings of a key, of which each alone was accepted; undefined where they do not go together. */
function parseAll(
  { kind, parse }: SetKey,
  strings: readonly string[],
  complain: (reason: string) => void,
): { readonly value: unknown } | undefined {
  if (kind.types.includes('boolean')) return { value: strings[0] === 'true' };
  try {
    return { value: parse(strings) };
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    complain(error.message.replace(/\.$/, ''));
    return undefined;
  }
}

/** Returns a value as the string that the parser of its flag takes; `undefined` if it is invalid. */
function textOf(
  item: JsonNode,
  key: SetKey,
  place: KeyPlace,
  complain: (message: string, hint?: string) => void,
): string | undefined {
  const { kind, parse } = key;
  const wrong = `found ${describe(item)}, wanted ${kind.wanted}`;
  const value = item.is === 'scalar' ? item.value : null;
  if (!kind.types.some((type) => isOf(type, value))) {
    complain(wrong);
    return undefined;
  }
  if (typeof value === 'string' && kind.texts?.includes(value) === false) {
    const like = didYouMean(value, kind.texts);
    complain(wrong, like === undefined ? undefined : didYouMeanHint(like, hintOf(key)));
    return undefined;
  }
  const text =
    typeof value === 'string' && value !== '' ? (kind.place?.(value, place) ?? value) : String(value);
  if (typeof value === 'boolean') return text;
  try {
    parse([text]);
    if (text !== '') return text;
    complain(wrong);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    complain(`found ${describe(item)}${asReason(error)}`);
  }
  return undefined;
}

function hintOf({ flag }: SetKey): string {
  return `it takes the values of ${flag}: restorable verify --help`;
}

/** Turns the error of a flag's parser into the end of a sentence. */
function asReason(error: InvalidArgumentError): string {
  return error instanceof BadValue ? `, wanted ${error.wanted}` : `: ${error.message.replace(/\.$/, '')}`;
}

function isOf(type: SetKey['kind']['types'][number], value: string | number | boolean | null): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function describe(node: JsonNode): string {
  if (node.is === 'object') return 'an object';
  if (node.is === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  const text = quietJson(node.value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
