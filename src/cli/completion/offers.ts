import {
  allCommands,
  allFlags,
  type CommandRow,
  type FlagRow,
  type ValueRow,
} from '../arguments/command-table.ts';

/** What a shell offers for a value; the words of `named-file` can be followed by `:FILE`. */
export type Offer =
  | { readonly kind: 'words' | 'named-file'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'nothing' };

/** The offers for a table, with all lists loaded. */
export type Offers = {
  ofFlag(flag: FlagRow): Offer;
  /** For the arguments of a command, in order; the last one is repeated if it `isMany`. */
  ofArguments(command: CommandRow): readonly { readonly offer: Offer; readonly isMany: boolean }[];
};

/** The lists that the help does not show, by placeholder. */
const LISTS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  code: async () => Object.keys((await import('../../model/finding-codes.ts')).FINDING_CODES),
  format: async () => (await import('../../engine/vouchers/names.ts')).voucherNames(),
};

/** The placeholders of values that cannot be offered; any other is taken for a path, which does no harm. */
const NOT_OFFERED = /^(?:n|name|size|duration|percent|text|url|command|kind=glob|hh:mm)$/;

/** Loads the values that a table can take. */
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
    if (NOT_OFFERED.test(name)) return { kind: 'nothing' };
    // Several can be globs, and each can be a file with its sidecar.
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

/** Returns the names of the subcommands of a command. */
export function commandsBelow({ commands }: CommandRow): Offer {
  return { kind: 'words', words: commands.map(({ name }) => name) };
}
