import { partFlags } from './shared-flags.js';

/** The text of docs/commands.md: every command, argument and flag, as the help has them. */
export function commandsPage(table) {
  const { commands, shared } = partFlags(table);
  const overview = commands.map(
    ({ row }) => `| [\`${row.path.join(' ')}\`](#${anchorOf(row.path.join(' '))}) | ${cell(row.summary)} |`,
  );
  return `# Commands and flags

Made of what \`--help\` says, by \`npm run docs\`; the man page is [restorable.1](restorable.1): \`man -l docs/restorable.1\`.

| command | what it does |
| --- | --- |
${overview.join('\n')}

${commands.map(commandPart).join('\n')}
${shared.map(groupPart).join('\n')}`;
}

function commandPart({ row, own, shared }) {
  const rows = [
    ...row.arguments.map(({ term, about }) => `| \`${term}\` | ${cell(about)} |`),
    ...own.flatMap(({ flags }) => flags.map((flag) => flagLine(flag, ''))),
  ];
  const table = rows.length === 0 ? '' : `\n| | |\n| --- | --- |\n${rows.join('\n')}\n`;
  const links = shared.map((heading) => `[${titleOf(heading)}](#${anchorOf(titleOf(heading))})`);
  return `## ${row.path.join(' ')}

\`${row.usage}\`

${cell(row.description)}
${table}${links.length === 0 ? '' : `\nAnd: ${links.join(', ')}\n`}`;
}

function groupPart({ heading, flags }) {
  const rows = flags.map(({ flag, except }) => flagLine(flag, except));
  return `## ${titleOf(heading)}

| | |
| --- | --- |
${rows.join('\n')}
`;
}

function flagLine({ flags, about }, except) {
  return `| \`${flags}\` | ${cell(except === '' ? about : `${about}; ${except}`)} |`;
}

function titleOf(heading) {
  return heading === 'Options' ? 'Other flags' : `Flags of ${heading.replace(/ \(.*/, '')}`;
}

/** As GitHub makes the anchor of a heading. */
function anchorOf(title) {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** Text as it is within a cell of a table. */
function cell(text) {
  return text.replace(/[\\|<>*_[\]]/g, '\\$&');
}
