/**
 * Files of allowed signers, as `ssh-keygen -Y verify` reads them (ALLOWED SIGNERS in ssh-keygen(1)): who may sign, with which
 * key, for what and from when to when. A public key of minisign is such a file too, of that key alone.
 */
import { Fault } from '../../model/fault.ts';
import { isOfMinisign, type MinisignKey, readMinisignKey } from './minisign.ts';
import { isKnownKeyType, type PublicKey, readPublicKeyText } from './public-key.ts';
import { Malformed } from './wire.ts';

/** One line of such a file that can be used. */
export type AllowedSigner = {
  readonly line: number;
  /** The principals, as they stand in the file. */
  readonly name: string;
  readonly key: PublicKey;
  /** Patterns of what they may sign; anything where there are none. */
  readonly namespaces?: readonly string[];
  /** Milliseconds since 1970. */
  readonly validAfter?: number;
  readonly validBefore?: number;
};

/** The signers of a file, and the lines that nobody is allowed by: of certificate authorities and types that are not read. */
export type AllowedSigners = {
  readonly file: string;
  readonly signers: readonly AllowedSigner[];
  readonly passed: readonly { readonly line: number; readonly because: 'cert-authority' | 'key-type' }[];
  /** The key of minisign that the file is. */
  readonly minisign?: MinisignKey;
};

/** Why a key may not sign: nobody has it, or its line does not go so far. */
export type Refusal = 'nobody' | 'namespace' | 'not-yet' | 'expired';

type Options = Pick<AllowedSigner, 'namespaces' | 'validAfter' | 'validBefore'> & {
  readonly isAuthority?: true;
};

/** Reads a file of allowed signers. Throws a Fault (2) that names the line which is malformed, and where no line can be used. */
export function readAllowedSigners(file: string, text: string): AllowedSigners {
  if (isOfMinisign(text)) return { file, signers: [], passed: [], minisign: minisignKeyOf(file, text) };
  const signers: AllowedSigner[] = [];
  const passed: { readonly line: number; readonly because: 'cert-authority' | 'key-type' }[] = [];
  text.split('\n').forEach((each, index) => {
    const content = each.replace(/\r$/, '').trim();
    const line = index + 1;
    if (content === '' || content.startsWith('#')) return;
    try {
      const read = readLine(content, line);
      if (typeof read === 'string') passed.push({ line, because: read });
      else signers.push(read);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      const hint = 'a line is: NAME [OPTIONS] ssh-ed25519 AAAA…; see ALLOWED SIGNERS in ssh-keygen(1)';
      throw new Fault(2, `${file}:${line}: ${error.message}`, hint, error);
    }
  });
  if (signers.length === 0) {
    const isAuthority = passed.some(({ because }) => because === 'cert-authority');
    const why = isAuthority ? 'certificates are not checked here' : 'it is the list of who may sign';
    throw new Fault(2, `${file}: it allows nobody: ${why}`, 'name the key itself: NAME ssh-ed25519 AAAA…');
  }
  return { file, signers, passed };
}

function minisignKeyOf(file: string, text: string): MinisignKey {
  try {
    return readMinisignKey(text);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Fault(2, `${file}: ${error.message}`, 'name a public key as minisign -G writes it', error);
  }
}

/** Returns the signer whose key may sign in a namespace at a time, or why none may. */
export function allowedSigner(
  { signers }: AllowedSigners,
  key: PublicKey,
  namespace: string,
  at: number,
): AllowedSigner | Refusal {
  const own = signers.filter((each) => each.key.blob.equals(key.blob));
  let refusal: Refusal = 'nobody';
  for (const each of own) {
    const because = refusalBy(each, namespace, at);
    if (because === undefined) return each;
    refusal = because;
  }
  return refusal;
}

function refusalBy(
  { namespaces, validAfter, validBefore }: AllowedSigner,
  namespace: string,
  at: number,
): Refusal | undefined {
  if (namespaces !== undefined && !matchesList(namespace, namespaces)) return 'namespace';
  if (validAfter !== undefined && at < validAfter) return 'not-yet';
  return validBefore !== undefined && at > validBefore ? 'expired' : undefined;
}

/** A list of patterns with `*` and `?`; one after `!` that matches excludes. */
function matchesList(text: string, patterns: readonly string[]): boolean {
  const matching = patterns.filter((each) => matches(text, each.replace(/^!/, '')));
  return matching.length > 0 && !matching.some((each) => each.startsWith('!'));
}

/** Compares with a pattern in time that grows with the product of both lengths. */
function matches(text: string, pattern: string): boolean {
  let reached = new Set([0]);
  for (const char of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (char === '*') for (let to = at; to <= text.length; to++) next.add(to);
      else if (at < text.length && (char === '?' || text[at] === char)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(text.length);
}

function readLine(content: string, line: number): AllowedSigner | 'cert-authority' | 'key-type' {
  const [principals, afterName] = firstWord(content);
  const [second, afterSecond] = firstWord(afterName);
  const hasOptions = !isKeyType(second);
  const options = hasOptions ? readOptions(second) : {};
  const [type, afterType] = hasOptions ? firstWord(afterSecond) : [second, afterSecond];
  const [text] = firstWord(afterType);
  if (!isKeyType(type)) throw new Malformed('it has no key');
  if (options.isAuthority === true) return 'cert-authority';
  if (!isKnownKeyType(type)) return 'key-type';
  const key = readPublicKeyText(text);
  if (key.type !== type) throw new Malformed('its key is of another type');
  const name = principals.replaceAll('"', '');
  if (name === '') throw new Malformed('it has no principal');
  return { line, name, key, ...options };
}

/** The word that text begins with, and what follows it; blanks within double quotes belong to a word. */
function firstWord(text: string): [word: string, rest: string] {
  const [all, word] = /^((?:"[^"]*"|[^\s"])+)(?:\s+|$)/.exec(text) ?? [];
  if (all === undefined || word === undefined)
    throw new Malformed(text === '' ? 'it has no key' : 'a quote is not closed');
  return [word, text.slice(all.length)];
}

function isKeyType(word: string): boolean {
  return /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-[a-z0-9]+|sk-[a-z0-9-]+@openssh\.com|[a-z0-9-]+-cert-v\d+@openssh\.com)$/.test(
    word,
  );
}

function readOptions(text: string): Options {
  let options: Options = {};
  for (const each of text.match(/(?:"[^"]*"|[^,"])+/g) ?? []) {
    const [, name = '', value = ''] = /^([^=]*)(?:="(.*)")?$/.exec(each) ?? [];
    const key = name.toLowerCase();
    if (key === 'cert-authority' && value === '') options = { ...options, isAuthority: true };
    else if (key === 'namespaces' && value !== '' && options.namespaces === undefined)
      options = { ...options, namespaces: value.split(',') };
    else if (key === 'valid-after' && options.validAfter === undefined)
      options = { ...options, validAfter: timeOf(value) };
    else if (key === 'valid-before' && options.validBefore === undefined)
      options = { ...options, validBefore: timeOf(value) };
    else throw new Malformed(`an option is unknown, repeated or without its value in quotes: ${each}`);
  }
  const { validAfter = -Infinity, validBefore = Infinity } = options;
  if (validAfter >= validBefore)
    throw new Malformed('it is never valid: valid-before is not after valid-after');
  return options;
}

/** A time as YYYYMMDD or YYYYMMDDHHMM[SS], local, or in UTC with a Z behind it. */
function timeOf(text: string): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/i.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone.toUpperCase()}`);
  if (!Number.isFinite(time) || Number(day) > daysIn(Number(year), Number(month)))
    throw new Malformed(`it is no time: ${JSON.stringify(text)}`);
  return time;
}

function daysIn(year: number, month: number): number {
  return (Date.UTC(year, month) - Date.UTC(year, month - 1)) / 86_400_000;
}
