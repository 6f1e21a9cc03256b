import { allCommands, type CommandRow, type FlagGroup, type FlagRow } from './command-table.ts';

/** A command by itself: the flags that it alone has, and the groups of which it has flags that others have too. */
export type OwnRow = {
  readonly row: CommandRow;
  readonly own: readonly FlagGroup[];
  readonly shared: readonly string[];
};

/** A flag of several commands; `except` says which of those with flags of its group do not have it, or '' where all do. */
export type SharedFlag = { readonly flag: FlagRow; readonly except: string };

/** Flags of several commands under their heading. */
export type SharedGroup = { readonly heading: string; readonly flags: readonly SharedFlag[] };

/** The commands of a table but its help, with every flag told once: at its command, or in a group that several share. */
export function partFlags(table: CommandRow): {
  readonly commands: readonly OwnRow[];
  readonly shared: readonly SharedGroup[];
} {
  const rows = allCommands(table).filter(({ path, name }) => path.length > 1 && name !== 'help');
  const holders = new Map<string, Set<CommandRow>>();
  for (const row of rows)
    for (const [key] of keyed(row)) holders.set(key, (holders.get(key) ?? new Set()).add(row));
  const isShared = (heading: string, flag: FlagRow): boolean =>
    (holders.get(keyOf(heading, flag))?.size ?? 0) > 1;

  const commands = rows.map((row) => ({
    row,
    own: row.groups
      .map(({ heading, flags }) => ({ heading, flags: flags.filter((flag) => !isShared(heading, flag)) }))
      .filter(({ flags }) => flags.length > 0),
    shared: row.groups
      .filter(({ heading, flags }) => flags.some((flag) => isShared(heading, flag)))
      .map(({ heading }) => heading),
  }));
  const groups = new Map<string, Map<string, FlagRow>>();
  for (const { heading, flags } of rows.flatMap((row) => row.groups)) {
    const group = groups.get(heading) ?? new Map<string, FlagRow>();
    for (const flag of flags) if (isShared(heading, flag)) group.set(keyOf(heading, flag), flag);
    if (group.size > 0) groups.set(heading, group);
  }
  const shared = [...groups].map(([heading, group]) => ({
    heading,
    flags: [...group].map(([key, flag]) => {
      const concerned = commands.filter((each) => each.shared.includes(heading)).map(({ row }) => row);
      const has = (row: CommandRow): boolean => holders.get(key)?.has(row) === true;
      return {
        flag,
        except: exceptionOf(
          concerned.filter(has),
          concerned.filter((row) => !has(row)),
        ),
      };
    }),
  }));
  return { commands, shared };
}

function exceptionOf(have: readonly CommandRow[], lack: readonly CommandRow[]): string {
  const named = (rows: readonly CommandRow[]): string =>
    rows.map(({ path }) => path.slice(1).join(' ')).join(', ');
  if (lack.length === 0) return '';
  return lack.length < have.length ? `not of ${named(lack)}` : `only of ${named(have)}`;
}

function keyed({ groups }: CommandRow): [key: string, flag: FlagRow][] {
  return groups.flatMap(({ heading, flags }) =>
    flags.map((flag): [string, FlagRow] => [keyOf(heading, flag), flag]),
  );
}

function keyOf(heading: string, { flags, about }: FlagRow): string {
  return JSON.stringify([heading, flags, about]);
}
