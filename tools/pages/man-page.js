import { DESCRIPTION, ENVIRONMENT, FILES, SEE_ALSO } from './man-page-text.js';
import { paragraph, roffText, tagged, verbatim } from './roff.js';
import { partFlags } from './shared-flags.js';

/** The man page of the program, restorable(1), for a version and the day on which it was last changed (2026-11-23). */
export function manPage(table, version, date) {
  const { commands, shared } = partFlags(table);
  const name = table.name;
  const summary = table.description.replace(/\.$/, '');
  const tagline = summary.charAt(0).toLowerCase() + summary.slice(1);
  return `${[
    `.\\" Made of the table of commands by: npm run docs`,
    `.TH ${name.toUpperCase()} 1 "${date}" "${name} ${version}" "User Commands"`,
    '.ad l',
    '.nh',
    '.SH NAME',
    `${roffText(name)} \\- ${roffText(tagline)}`,
    '.SH SYNOPSIS',
    table.commands.map(synopsis).join('\n.br\n'),
    '.SH DESCRIPTION',
    DESCRIPTION.map(roffText).join('\n.PP\n'),
    '.SH COMMANDS',
    ...commands.map(commandText),
    '.SH OPTIONS',
    ...shared.map(groupText),
    '.SH EXIT STATUS',
    exitStatus(table, commands),
    '.SH FILES',
    ...FILES.map(([term, about]) => tagged(term, about)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.map(([term, about]) => tagged(term, about)),
    '.SH EXAMPLES',
    examples([table, ...commands.map(({ row }) => row)]),
    '.SH SEE ALSO',
    SEE_ALSO.map((page) =>
      page.replace(/^(.*)(\(.*)$/, (_, word, n) => `\\fB${roffText(word)}\\fR${n}`),
    ).join(',\n'),
  ].join('\n')}\n`;
}

function synopsis({ path, usage }) {
  const words = usage.slice(path.join(' ').length).trim();
  return `\\fB${path.map(roffText).join(' ')}\\fR ${roffText(words)}`;
}

function commandText({ row, own, shared }) {
  const options = shared.filter((heading) => heading !== 'Options').map(plain);
  return [
    `.SS ${row.path.map(roffText).join(' ')}`,
    roffText(row.description),
    '.PP',
    synopsis(row),
    ...row.arguments.map(({ value, about }) => tagged(value.name, about)),
    ...own.flatMap(({ flags }) => flags.map((flag) => tagged(flag.flags, flag.about))),
    ...row.sections.filter(({ heading }) => !APART.has(heading)).map(sectionText),
    ...(options.length === 0 ? [] : [paragraph(`It has the options of ${options.join(', ')}, too.`)]),
  ].join('\n');
}

const APART = new Set(['EXAMPLES', 'EXIT STATUS']);

function sectionText({ heading, lines }) {
  const text = lines.map((line) => line.trim()).join(' ');
  return paragraph(heading === '' ? text : `${heading.charAt(0)}${heading.slice(1).toLowerCase()}: ${text}`);
}

function groupText({ heading, flags }) {
  const told = flags.map(({ flag, except }) =>
    tagged(flag.flags, except === '' ? flag.about : `${flag.about}; ${except}`),
  );
  return [`.SS ${roffText(plain(heading))}`, ...told].join('\n');
}

/** A heading of the help without what it says in brackets; what every command has is under no heading of its own. */
function plain(heading) {
  return heading === 'Options' ? 'Others' : heading.replace(/ \(.*/, '');
}

function exitStatus(table, commands) {
  const common = linesOf(table, 'EXIT STATUS');
  const others = new Map();
  for (const { row } of commands) {
    const lines = linesOf(row, 'EXIT STATUS').filter((line) => !common.includes(line));
    const text = verbatim(lines);
    if (lines.length > 0) others.set(text, [...(others.get(text) ?? []), row.path.slice(1).join(' ')]);
  }
  const told = [...others].map(([text, names]) => `${paragraph(`Of ${names.join(', ')}:`)}\n${text}`);
  return [verbatim(common), ...told].join('\n');
}

/** So far to the left that 78 columns fit into a terminal of 80. */
function examples(rows) {
  const blocks = new Set(rows.map((row) => verbatim(linesOf(row, 'EXAMPLES'))));
  return ['.in 2n', [...blocks].join('\n.sp\n'), '.in'].join('\n');
}

function linesOf({ sections }, heading) {
  return sections.find((section) => section.heading === heading)?.lines ?? [];
}
