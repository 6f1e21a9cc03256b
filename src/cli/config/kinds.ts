import { resolve } from 'node:path';
import { REPORT_NAMES } from '../../report/formats/names.ts';
import { withSetName } from '../arguments/set-flags.ts';

/** Where and for which set a value of a configuration file is read. */
export type KeyPlace = { readonly directory: string; readonly set: string };

/** What the value of a flag may be in a configuration file, told by the word in its angle brackets. */
export type ValueKind = {
  readonly types: readonly ('string' | 'integer' | 'number' | 'boolean')[];
  /** A text must match it: a regular expression of JSON Schema. The parser of the flag has the last word. */
  readonly pattern?: string;
  /** The only texts that are taken. */
  readonly texts?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** In words, with an example. */
  readonly wanted: string;
  /** A text with its relative path and `{set}` made whole. */
  readonly place?: (text: string, place: KeyPlace) => string;
};

const path = (text: string, { directory }: KeyPlace): string => resolve(directory, text);
const named = (text: string, { set }: KeyPlace): string => withSetName(text, set);

/** A kind for every word in angle brackets that is more than a text. */
export const KINDS: Readonly<Record<string, ValueKind>> = {
  n: { types: ['integer'], minimum: 0, wanted: 'a whole number' },
  size: {
    types: ['integer', 'string'],
    minimum: 0,
    pattern: String.raw`^\d+(\.\d+)?\s*([kmgtpKMGTP][iI]?)?[bB]?$`,
    wanted: 'a size, as "10M", "1.5GiB" or 10000000',
  },
  duration: {
    types: ['string'],
    pattern: String.raw`^(\d+(\.\d+)?\s*[smhdw]\s*)+$`,
    wanted: 'a duration with its unit, as "90s", "26h" or "1d12h"',
  },
  percent: {
    types: ['number', 'string'],
    minimum: 0,
    maximum: 100,
    pattern: String.raw`^\d+(\.\d+)?\s*%?$`,
    wanted: 'a percentage, as "20%" or 20',
  },
  url: {
    types: ['string'],
    pattern: String.raw`^https?://[^\s/]`,
    wanted: 'an address, as "https://ping.example.org/{set}"',
    place: named,
  },
  file: { types: ['string'], wanted: 'the path of a file', place: path },
  old: { types: ['string'], wanted: 'the path of a directory or a manifest', place: path },
  'name[:file]': {
    types: ['string'],
    pattern: `^(${REPORT_NAMES.join('|')})(:|$)`,
    wanted: `NAME:FILE, as "html:{set}.html"; NAME is ${REPORT_NAMES.join(', ')}`,
    place(text, place) {
      const [name = '', ...file] = named(text, place).split(':');
      return file.length === 0 ? name : `${name}:${path(file.join(':'), place)}`;
    },
  },
  'encrypted=glob': {
    types: ['string'],
    pattern: String.raw`^encrypted=[\s\S]`,
    wanted: 'encrypted=GLOB, as "encrypted=*.hc"',
  },
  glob: { types: ['string'], wanted: 'a pattern, as "*.tmp"' },
};

/** The kind of a flag that takes any text. */
export const TEXT: ValueKind = { types: ['string'], wanted: 'a text' };

/** The kind of a flag that takes nothing. */
export const SWITCH: ValueKind = { types: ['boolean'], wanted: 'true or false' };
