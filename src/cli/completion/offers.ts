import {
  allCommands,
  allFlags,
  type CommandRow,
  type FlagRow,
  type ValueRow,
} from '../arguments/command-table.ts';

/** What a shell offers for a value; of `named-file` the words take `:FILE` behind them. */
export type Offer =
  | { readonly kind: 'words' | 'named-file'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'nothing' };

/** The offers of a table, all lists loaded. */
export type Offers = {
  ofFlag(flag: FlagRow): Offer;
  /** Of the arguments of a command, in their order; the last stands for all after it where it `isMany`. */
  ofArguments(command: CommandRow): readonly { readonly offer: Offer; readonly isMany: boolean }[];
};

/** The words that stand for a list which the help does not say. */
const LISTS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  code: async () => Object.keys((await import('../../model/finding-codes.ts')).FINDING_CODES),
  format: async () => (await import('../../engine/vouchers/names.ts')).voucherNames(),
};

/** The words that stand for what nobody can guess; every other is taken for a path, which does no harm. */
const UNKNOWABLE = /^(?:n|name|size|duration|percent|text|url|command|encrypted=glob|hh:mm)$/;

/** Loads what the values of a table can be. */
export async function loadOffers(table: CommandRow): Promise<Offers> {
  const rows = allCommands(table);
  const values = rows.flatMap((row) => [
    ...row.arguments.map(({ value }) => value),
    ...allFlags(row).flatMap(({ value }) => (value === undefined ? [] : [value])),
  ]);
  const names = new Set(values.map(({ name }) => name).filter((name) => Object.hasOwn(LISTS, name)));
  const lists = new Map(
    await Promise.all([...names].map(async (name) => [name, (await LISTS[name]?.()) ?? []] as const)),
  );
  const of = ({ name, choices }: ValueRow, isMany: boolean): Offer => {
    const words = choices.length > 0 ? choices : lists.get(name);
    if (words !== undefined) return { kind: name.endsWith('[:file]') ? 'named-file' : 'words', words };
    if (UNKNOWABLE.test(name)) return { kind: 'nothing' };
    // Several may be globs, and each may be a file with its sidecar.
    return { kind: name === 'dir' && !isMany ? 'directory' : 'file' };
  };
  return {
    ofFlag: ({ value }) => (value === undefined ? { kind: 'nothing' } : of(value, false)),
    ofArguments: (row) =>
      row.arguments.map(({ value, isVariadic }) => ({
        offer: value.name === 'command' ? commandsBelow(table) : of(value, isVariadic),
        isMany: isVariadic,
      })),
  };
}

/** The names of the commands below one. */
export function commandsBelow({ commands }: CommandRow): Offer {
  return { kind: 'words', words: commands.map(({ name }) => name) };
}
