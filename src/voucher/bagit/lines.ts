import { algorithmTagged } from '../../hash/algorithms.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import { createRespeller } from '../../manifest/checksum/respell.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, fromText, isText, toText, unsafeBecause } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';
import { inLatin1 } from './declaration.ts';

/** One line of a manifest of a bag. */
export type BagLine = {
  readonly line: number;
  /** Below the directory of the bag. */
  readonly path: BytePath;
  /** Nothing where the algorithm is not known here. */
  readonly digest: Digest | undefined;
};

/** How names of one bag are to be read. */
export type BagNames = {
  readonly isOld: boolean;
  readonly isThere: (path: BytePath) => boolean;
  /** Finds a path below the bag that is there under another spelling. */
  readonly respell: (path: BytePath) => BytePath | undefined;
  /** The paths of names that were spelled otherwise. */
  readonly respelled: Set<BytePath>;
};

const LINE = /^([0-9a-f]{1,256})[ \t]+\*?(?:\.\/)*(.+)$/i;
const DRIVE = /^[A-Za-z]:/;
const LINES = /\r\n|\n|\r/;

/** Reads a payload or tag manifest (RFC 8493, sections 2.1.3 and 2.2.1), in bytes of UTF-8. */
export function readManifestLines(
  text: string,
  algorithm: string,
  isPayload: boolean,
  names: BagNames,
  problems: Problems,
): BagLine[] {
  const known = algorithmTagged(algorithm)?.name;
  const found: BagLine[] = [];
  const isCut = text !== '' && !/[\r\n]$/.test(text);
  const lines = text.split(LINES);
  const respell = createRespeller(
    () => lines.flatMap((line) => ({ path: LINE.exec(line)?.[2] ?? '', escaped: true })),
    { find: names.respell, placeOf: (path) => path },
  );
  const free = { ...names, respell: (path: BytePath) => respell({ path, escaped: true }) };
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const number = i + 1;
    const [, hex = '', name = ''] = LINE.exec(line) ?? [];
    const digest = known === undefined ? undefined : digestOf(known, hex);
    if (name === '' || (known !== undefined && digest === undefined)) {
      const isLast = isCut && number === lines.length;
      problems.add(isLast ? 'truncated' : 'damaged', number, `not a digest of ${algorithm} and a path`);
      continue;
    }
    const reason = unsafeInBag(name);
    if (reason !== undefined) problems.add('unsafe', number, reason);
    else if (name.startsWith('data/') !== isPayload)
      problems.add('damaged', number, isPayload ? 'a path outside data/' : 'a path of the payload');
    else found.push({ line: number, path: spell(name, free), digest });
  }
  return found;
}

/** Why a name in a bag must not be opened (RFC 8493, section 5). */
export function unsafeInBag(name: BytePath): string | undefined {
  if (name.startsWith('~')) return 'a path that begins with ~';
  if (DRIVE.test(name)) return 'a path with the letter of a drive';
  return unsafeBecause(name);
}

/**
 * The path that a name means: with CR, LF and % decoded, which writers before 1.0 did not encode; where nothing is there,
 * composed or decomposed, in Latin-1, or under any other spelling.
 */
export function spell(name: BytePath, { isOld, isThere, respell, respelled }: BagNames): BytePath {
  const decoded = name.replaceAll(/%(0a|0d|25)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const isPlain = decoded === name;
  const noted = (found: BytePath): BytePath => {
    if (found !== name && found !== decoded) respelled.add(found);
    return found;
  };
  // oxlint-disable-next-line no-control-regex -- ASCII begins at NUL
  if (isPlain && /^[\0-\x7f]*$/.test(name)) return isThere(name) ? name : noted(respell(name) ?? name);
  const spellings = isOld ? [name, decoded] : [decoded, name];
  if (isText(decoded))
    spellings.push(...(['NFC', 'NFD'] as const).map((form) => fromText(toText(decoded).normalize(form))));
  spellings.push(...[inLatin1(decoded)].flatMap((each) => each ?? []));
  return noted(spellings.find((each) => isThere(each)) ?? respell(decoded) ?? decoded);
}

/** One line of `fetch.txt`; `size` is absent where it is not said. */
export type Fetch = { readonly line: number; readonly path: BytePath; readonly size?: number };

/** Reads `fetch.txt` (RFC 8493, section 2.2.3): what is to be fetched, which nobody does here. */
export function readFetch(text: string, names: BagNames, problems: Problems): Fetch[] {
  const found: Fetch[] = [];
  for (const [i, line] of text.split(LINES).entries()) {
    if (line.trim() === '') continue;
    const [, size = '', name = ''] = /^\S+[ \t]+(\d{1,16}|-)[ \t]+(?:\.\/)*(.+)$/.exec(line) ?? [];
    const reason = name === '' ? undefined : unsafeInBag(name);
    if (name === '') problems.add('damaged', i + 1, 'not an address, a length and a path');
    else if (reason !== undefined) problems.add('unsafe', i + 1, reason);
    else
      found.push({
        line: i + 1,
        path: spell(name, names),
        ...(size === '-' || !Number.isSafeInteger(Number(size)) ? {} : { size: Number(size) }),
      });
  }
  return found;
}
