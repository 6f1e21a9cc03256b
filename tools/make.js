// Writes the pages and tables that are made of the program: npm run docs. A test holds them against it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { commandTable } from '../dist/cli/arguments/command-table.js';
import { configSchema } from '../dist/cli/config/schema.js';
import { setKeys } from '../dist/cli/config/table.js';
import { createProgram } from '../dist/cli/program/program.js';
import { version } from '../dist/cli/version.js';
import { FINDING_CODES } from '../dist/index.js';
import { loadVouchers } from '../dist/voucher/vouchers.js';
import { commandsPage } from './pages/commands-page.js';
import { manPage } from './pages/man-page.js';

const SUBJECTS = {
  integrity: 'Integrity: are the bytes what was promised, and are they all there',
  content: 'Content: is this content at all',
  directory: 'Directories and the run as a whole',
  manifest: 'The manifest itself (exit 4)',
};

/** The text of docs/findings.md. */
export function findingsPage() {
  const parts = Object.entries(SUBJECTS).map(([subject, title]) => {
    const rows = Object.entries(FINDING_CODES).filter(([, code]) => code.subject === subject);
    const lines = rows.map(
      ([name, { severity, about, advice, bears, accept }]) =>
        `| \`${name}\` | ${severity} | ${about} | ${advice} | ${Object.keys(bears).join(', ')} | ${accept} |`,
    );
    return `## ${title}\n\n| code | severity | meaning | what to do | question | accept |\n| --- | --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return `${HEAD}\n${parts.join('\n')}`;
}

const HEAD = `# Findings

A finding is something about the backup. Each has a code, a severity, the path, and where it can be known \`wanted\` (what
was promised), \`found\` (what is there) and \`detail\` (how they differ). An \`error\` means do not restore from this, a
\`warning\` means look first, a \`note\` is for the record. Findings at or above \`--fail-on\` (default \`warning\`) make the
exit code 1; \`denied\` makes it 3, and a finding about the manifest makes it 4. The severity of a content code can be lower
than the usual one below where the evidence is weaker.

*question* is the question of a [report](reports.md#answers) that a finding bears on: a run with it does not answer that
question with yes. *accept* says whether [\`restorable accept\`](commands.md#restorable-accept) takes it: \`as a change\` by
default, \`by name\` only with \`--code\`, or \`never\`.

A file that does not hold is read a second time before it is reported. Both reads may come from the memory of the system:
\`verify --uncached\` reads past the page cache, and says so where the file system has no such way.
`;

/** The table of the manifests and stores of other tools, by their registry. */
export async function vouchersTable() {
  const lines = (await loadVouchers()).map(({ name, about, layouts = [], list }) => {
    const provesItself = layouts.some(({ vouches }) => vouches);
    return `| \`${name}\` | ${list === undefined ? '' : 'yes'} | ${provesItself ? 'yes' : ''} | ${about} |`;
  });
  return `| name | list | own proof | what is checked |\n| --- | --- | --- | --- |\n${lines.join('\n')}`;
}

/** The table of the keys of a backup set, by the flags of `verify` and `scan`. */
export function keysTable() {
  const lines = [...setKeys().values()].map(({ name, flag, kind, isList }) => {
    const value = `${isList ? 'a list, each ' : ''}${kind.wanted}`.replaceAll('|', '\\|');
    return `| \`${name}\` | \`${flag}\` | ${value} |`;
  });
  return `| key | flag | value |\n| --- | --- | --- |\n${lines.join('\n')}`;
}

/** The text of docs/restorable.schema.json. */
export function schemaText() {
  return `${JSON.stringify(configSchema(), null, 2)}\n`;
}

/** The text of docs/restorable.1, with the day that the one before it has where nothing else is new. */
export function manText(table, before) {
  const [, date = ''] = /^\.TH .*?"(.*?)"/m.exec(before) ?? [];
  const text = manPage(table, version(), date);
  return text === before ? text : manPage(table, version(), new Date().toISOString().slice(0, 10));
}

/** A page with what stands between two marks replaced. */
export function between(page, mark, text) {
  return page.replace(new RegExp(`(<!-- ${mark} -->)[^]*(<!-- /${mark} -->)`), `$1\n${text}\n$2`);
}

if (process.argv[1]?.endsWith('make.js')) {
  writeFileSync(new URL('../docs/findings.md', import.meta.url), findingsPage());
  const formats = new URL('../docs/formats.md', import.meta.url);
  const page = readFileSync(formats, 'utf8');
  writeFileSync(formats, between(page, 'vouchers', await vouchersTable()));
  const config = new URL('../docs/config.md', import.meta.url);
  writeFileSync(config, between(readFileSync(config, 'utf8'), 'keys', keysTable()));
  writeFileSync(new URL('../docs/restorable.schema.json', import.meta.url), schemaText());
  const table = commandTable(await createProgram(() => {}));
  writeFileSync(new URL('../docs/commands.md', import.meta.url), commandsPage(table));
  const man = new URL('../docs/restorable.1', import.meta.url);
  writeFileSync(man, manText(table, existsSync(man) ? readFileSync(man, 'utf8') : ''));
}
