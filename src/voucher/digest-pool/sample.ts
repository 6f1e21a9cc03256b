import { unzipSync } from 'node:zlib';
import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { digestProbe } from '../../structure/kit/named-by-digest.ts';
import type { StorePlace } from '../kit/layout.ts';
import { inflatedProbe, oldDigestProbe } from './inflated.ts';

/** How the names of a group of files are made. */
export type NameRule = {
  readonly algorithm: string;
  /** The digest is of what the file inflates to. */
  readonly packed: boolean;
  /** The digest of BackupPC before version 4: of the size and of at most 256 KiB. */
  readonly isOld?: true;
};

/** A name that may be a digest; files of one group have names of one length, case and extension, and lie in directories of one form. */
export type DigestName = { readonly hex: string; readonly group: string };

/** So many files must hold, and so many files or directories must have such names. */
export const LEAST = 4;
const LEAST_SHARE = 0.8;
const MOST_TRIED = 64;
const MOST_BYTES = 8 << 20;
/** So many directories are tried, by their depth, and so many files of each. */
const DIRECTORIES = [16, 4, 2, 2];
const FILES_EACH = [MOST_TRIED, 4, 3, 2, 2];
const ALGORITHMS: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
/** Digits, the number that BackupPC gives to files of one digest, and an extension. */
const NAME = /^([0-9a-f]+)(?:_\d+)?(\.[A-Za-z0-9]{1,8})?$/i;
const SPREAD = /^[0-9a-f]{1,4}$/i;

/** Returns the name of a file that is as long as a digest is. */
export function nameIn(name: BytePath): DigestName | undefined {
  const [, digits = '', extension = ''] = NAME.exec(name) ?? [];
  const isDigest = ALGORITHMS[digits.length] !== undefined && /[a-f]/i.test(digits);
  if (!isDigest) return undefined;
  const hex = digits.toLowerCase();
  return { hex, group: `${hex === digits ? '' : 'upper '}${digits.length}${extension}` };
}

/** Returns the digest that a path below the top is, whole in the name or begun by the directories. */
export function digitsOf(path: BytePath): DigestName | undefined {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (!parts.every((part) => SPREAD.test(part))) return undefined;
  const whole = nameIn(name);
  const digest = whole ?? nameIn(parts.join('') + name);
  return digest && { ...digest, group: `${formOf(parts, whole)} ${digest.group}` };
}

/** How the directories of a file are named: not at all, by the digits that its name lacks or repeats, or by something else. */
function formOf(parts: readonly string[], whole: DigestName | undefined): string {
  if (parts.length === 0) return 'flat';
  if (whole === undefined) return 'begun';
  let at = 0;
  const repeats = parts.every((part) => {
    const own = whole.hex.slice(at, at + part.length);
    at += part.length;
    // BackupPC 4 leaves the lowest bit of each byte away.
    return (Number.parseInt(own, 16) | 1) === (Number.parseInt(part, 16) | 1);
  });
  return repeats ? 'repeated' : 'other';
}

/** Returns how the names of each group below a top are made, where they are digests: by a sample, once for all files of a store. */
export function rulesOf(place: StorePlace): ReadonlyMap<string, NameRule> {
  const rules = known.get(place.read) ?? rulesBySample(place);
  known.set(place.read, rules);
  return rules;
}

const known = new WeakMap<StorePlace['read'], ReadonlyMap<string, NameRule>>();

function rulesBySample(place: StorePlace): ReadonlyMap<string, NameRule> {
  const groups = new Map<string, { path: BytePath; hex: string }[]>();
  for (const path of pathsBelow(place, '', 0)) {
    const name = digitsOf(path);
    if (name === undefined) continue;
    const group = groups.get(name.group) ?? [];
    group.push({ path, hex: name.hex });
    groups.set(name.group, group);
  }
  const rules = new Map<string, NameRule>();
  for (const [group, files] of groups) {
    const rule = ruleAmong(place, spread(files, MOST_TRIED));
    if (rule !== undefined) rules.set(group, rule);
  }
  return rules;
}

/** Returns the rule that most of the files hold; those that were emptied or zeroed say nothing of it. */
function ruleAmong(
  { read }: StorePlace,
  files: readonly { readonly path: BytePath; readonly hex: string }[],
): NameRule | undefined {
  const held = new Map<string, { rule: NameRule; count: number }>();
  let tried = 0;
  for (const { path, hex } of files) {
    const bytes = read(path, MOST_BYTES + 1);
    if (bytes === undefined || bytes.length > MOST_BYTES || bytes.every((byte) => byte === 0)) continue;
    tried += 1;
    const rule = candidates(hex, bytes).find((each) => holds(each, hex, bytes));
    if (rule === undefined) continue;
    const key = JSON.stringify(rule);
    held.set(key, { rule, count: (held.get(key)?.count ?? 0) + 1 });
  }
  return [...held.values()].find(({ count }) => count >= LEAST && count >= tried * LEAST_SHARE)?.rule;
}

function candidates(hex: string, bytes: Buffer): NameRule[] {
  const algorithm = ALGORITHMS[hex.length] ?? '';
  const packings = isPacked(bytes) ? [false, true] : [false];
  const rules: NameRule[] = packings.map((packed) => ({ algorithm, packed }));
  return algorithm === 'md5'
    ? [...rules, ...packings.map((packed) => ({ algorithm, packed, isOld: true }) as const)]
    : rules;
}

function isPacked(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  if (first === 0xd6 || first === 0xd7) return true;
  if (first !== 0x78 || ((first << 8) | second) % 31 !== 0) return false;
  try {
    unzipSync(bytes.subarray(0, 4096), { finishFlush: 2, maxOutputLength: 1 << 24 });
    return true;
  } catch {
    return false;
  }
}

function holds({ algorithm, packed, isOld }: NameRule, hex: string, bytes: Buffer): boolean {
  const probe: Probe<StructureVerdict> =
    isOld === true
      ? oldDigestProbe(hex, packed)
      : packed
        ? inflatedProbe(algorithm, hex)
        : digestProbe(algorithm, hex);
  probe.update(bytes);
  return probe.end().is === 'proven';
}

/** A sample of the files below a directory, spread over those that are named by digits. */
function* pathsBelow(place: StorePlace, directory: BytePath, depth: number): Generator<BytePath> {
  const files: BytePath[] = [];
  const directories: BytePath[] = [];
  for (const name of directory === '' ? place.names() : place.names(directory)) {
    const path = directory === '' ? name : `${directory}/${name}`;
    if (!name.endsWith('/')) {
      if (digitsOf(path) !== undefined) files.push(path);
    } else if (SPREAD.test(name.slice(0, -1))) directories.push(path.slice(0, -1));
  }
  yield* spread(files, (FILES_EACH[depth] ?? 1) * 4);
  for (const each of spread(directories, DIRECTORIES[depth] ?? 0)) yield* pathsBelow(place, each, depth + 1);
}

/** As many of a list, spread over it evenly. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  const every = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(all.length, most) }, (_, i) => all[Math.floor(i * every)]).filter(
    (each) => each !== undefined,
  );
}
