import { allCommands } from '../../dist/cli/arguments/command-table.js';

/** The commands of a table but its help, with every flag told once: at its command, or in a group that several share. */
export function partFlags(table) {
  const rows = allCommands(table).filter(({ path, name }) => path.length > 1 && name !== 'help');
  const holders = new Map();
  for (const row of rows)
    for (const [key] of keyed(row)) holders.set(key, (holders.get(key) ?? new Set()).add(row));
  const isShared = (heading, flag) => (holders.get(keyOf(heading, flag))?.size ?? 0) > 1;

  const commands = rows.map((row) => ({
    row,
    own: row.groups
      .map(({ heading, flags }) => ({ heading, flags: flags.filter((flag) => !isShared(heading, flag)) }))
      .filter(({ flags }) => flags.length > 0),
    shared: row.groups
      .filter(({ heading, flags }) => flags.some((flag) => isShared(heading, flag)))
      .map(({ heading }) => heading),
  }));
  const groups = new Map();
  for (const { heading, flags } of rows.flatMap((row) => row.groups)) {
    const group = groups.get(heading) ?? new Map();
    for (const flag of flags) if (isShared(heading, flag)) group.set(keyOf(heading, flag), flag);
    if (group.size > 0) groups.set(heading, group);
  }
  const shared = [...groups].map(([heading, group]) => ({
    heading,
    flags: [...group].map(([key, flag]) => {
      const concerned = commands.filter((each) => each.shared.includes(heading)).map(({ row }) => row);
      const has = (row) => holders.get(key)?.has(row) === true;
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

function exceptionOf(have, lack) {
  const named = (rows) => rows.map(({ path }) => path.slice(1).join(' ')).join(', ');
  if (lack.length === 0) return '';
  return lack.length < have.length ? `not of ${named(lack)}` : `only of ${named(have)}`;
}

function keyed({ groups }) {
  return groups.flatMap(({ heading, flags }) => flags.map((flag) => [keyOf(heading, flag), flag]));
}

function keyOf(heading, { flags, about }) {
  return JSON.stringify([heading, flags, about]);
}
