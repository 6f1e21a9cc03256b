import { resolve } from 'node:path';
import { ALL_CODES } from '../../model/finding.ts';
import { REPORT_NAMES } from '../../report/formats/names.ts';
import { withSetName } from '../arguments/set-flags.ts';

/** The directory of the configuration file and the set that a value is for. */
export type KeyPlace = { readonly directory: string; readonly set: string };

/** What the value of a flag may be in a configuration file, by the word in its angle brackets. */
export type ValueKind = {
  readonly types: readonly ('string' | 'integer' | 'number' | 'boolean')[];
  /** A JSON Schema regular expression that strings must match. The parser of the flag has the last word. */
  readonly pattern?: string;
  /** The only strings accepted. */
  readonly texts?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** What is wanted, in words, with an example. */
  readonly wanted: string;
  /** Resolves the relative path and `{set}` in a string. */
  readonly place?: (text: string, place: KeyPlace) => string;
};

const path = (text: string, { directory }: KeyPlace): string => resolve(directory, text);
const named = (text: string, { set }: KeyPlace): string => withSetName(text, set);

const SIZE: ValueKind = {
  types: ['integer', 'string'],
  minimum: 0,
  pattern: String.raw`^\d+(\.\d+)?\s*([kmgtpKMGTP][iI]?)?[bB]?$`,
  wanted: 'a size such as "10M", "1.5GiB" or 10000000',
};

/** The kinds by the word in angle brackets; any other word takes any string. */
export const KINDS: Readonly<Record<string, ValueKind>> = {
  n: { types: ['integer'], minimum: 0, wanted: 'a whole number' },
  size: SIZE,
  rate: { ...SIZE, wanted: 'bytes a second such as "500k", "10M" or 10000000' },
  duration: {
    types: ['string'],
    pattern: String.raw`^(\d+(\.\d+)?\s*[smhdw]\s*)+$`,
    wanted: 'a duration with a unit, such as "90s", "26h" or "1d12h"',
  },
  budget: {
    types: ['string'],
    pattern: String.raw`^((\d+(\.\d+)?\s*[smhdw]\s*)+|\d+(\.\d+)?\s*([kmgtpKMGTP][iI]?[bB]?|[bB]))$`,
    wanted: 'a duration such as "2h", or a size such as "500GiB"',
  },
  percent: {
    types: ['number', 'string'],
    minimum: 0,
    maximum: 100,
    pattern: String.raw`^\d+(\.\d+)?\s*%?$`,
    wanted: 'a percentage such as "20%" or 20',
  },
  url: {
    types: ['string'],
    pattern: String.raw`^https?://[^\s/]`,
    wanted: 'an address such as "https://ping.example.org/{set}"',
    place: named,
  },
  file: { types: ['string'], wanted: 'the path of a file', place: path },
  dir: { types: ['string'], wanted: 'the path of a directory', place: path },
  old: { types: ['string'], wanted: 'the path of a directory or a manifest', place: path },
  'name[:file]': {
    types: ['string'],
    pattern: `^(${REPORT_NAMES.join('|')})(:|$)`,
    wanted: `NAME:FILE, such as "html:{set}.html"; NAME is one of ${REPORT_NAMES.join(', ')}`,
    place(text, place) {
      const [name = '', ...file] = named(text, place).split(':');
      return file.length === 0 ? name : `${name}:${path(file.join(':'), place)}`;
    },
  },
  'kind=glob': {
    types: ['string'],
    pattern: String.raw`^(?:encrypted|zero)=[\s\S]`,
    wanted: 'encrypted=GLOB or zero=GLOB, such as "encrypted=*.hc"',
  },
  glob: { types: ['string'], wanted: 'a pattern such as "*.tmp"' },
  code: { types: ['string'], texts: ALL_CODES, wanted: 'the code of a finding: restorable explain' },
};

/** The kind of a flag that takes any string. */
export const TEXT: ValueKind = { types: ['string'], wanted: 'a string' };

/** The kind of a flag without a value. */
export const SWITCH: ValueKind = { types: ['boolean'], wanted: 'true or false' };
