import { Command, type Option } from 'commander';
import { isRepeatable } from '../arguments/collect.ts';
import { retentionFlag } from '../arguments/retention-flag.ts';
import { withScanFlags, withVerifyFlags } from '../arguments/verify-flags.ts';
import { KINDS, SWITCH, TEXT, type ValueKind } from './kinds.ts';

/** A key that a set may have: a long flag, by the name that commander gives it. */
export type SetKey = {
  readonly name: string;
  readonly flag: string;
  readonly about: string;
  readonly kind: ValueKind;
  readonly isList: boolean;
  /** Parses strings with the parser of the flag, one after the other. Throws an InvalidArgumentError. */
  readonly parse: (texts: readonly string[]) => unknown;
};

/** The flags that only the command line has. */
const NO_KEYS = new Set(['set', 'allSets', 'config', 'listVouchers', 'filesFrom', 'null', 'shard']);

/** Returns the keys of a set, by name: the flags of `verify` and `scan`, and the one of `seal` that is about the tree. */
export function setKeys(): ReadonlyMap<string, SetKey> {
  const keys = new Map<string, SetKey>();
  for (const { options } of [
    withVerifyFlags(new Command()),
    withScanFlags(new Command()),
    new Command().addOption(retentionFlag()),
  ]) {
    for (const option of options) {
      const name = option.attributeName();
      if (!NO_KEYS.has(name) && !keys.has(name)) keys.set(name, keyOf(name, option));
    }
  }
  return keys;
}

function keyOf(name: string, option: Option): SetKey {
  const parse = (texts: readonly string[]): unknown => {
    const { parseArg } = option;
    if (parseArg === undefined) return texts.at(-1);
    return texts.reduce<unknown>((before, text) => parseArg<unknown>(text, before), undefined);
  };
  return {
    name,
    flag: option.long ?? option.flags,
    about: option.description,
    kind: kindOf(option, parse),
    isList: isRepeatable(option),
    parse,
  };
}

function kindOf(option: Option, parse: SetKey['parse']): ValueKind {
  if (!option.required) return SWITCH;
  const [, word = ''] = /<(.+)>$/.exec(option.flags) ?? [];
  const { argChoices: texts } = option;
  const other = texts === undefined ? TEXT : { ...TEXT, texts, wanted: `one of ${texts.join(', ')}` };
  const kind = KINDS[word] ?? other;
  if (word !== 'n') return kind;
  const number = takes(parse, '0') ? kind : { ...kind, minimum: 1, wanted: `${kind.wanted}, at least 1` };
  const { defaultValue } = option;
  if (typeof defaultValue !== 'string') return number;
  return {
    ...number,
    types: ['integer', 'string'],
    texts: [defaultValue],
    wanted: `"${defaultValue}", or ${number.wanted}`,
  };
}

function takes(parse: SetKey['parse'], text: string): boolean {
  try {
    parse([text]);
    return true;
  } catch {
    return false;
  }
}
