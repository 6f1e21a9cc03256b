// The results as Markdown tables.
import { damageSections } from './damage/tables.js';
import { table } from './markdown.js';
import { MUTATIONS } from './mutations.js';
import { TABLES } from './types.js';

/** Everything that a run found, for people. */
export function tell(report) {
  const { clean, trial, missing, goals } = report;
  const notHad = missing.map(({ name, problem }) => `${name} (${problem})`).join('; ');
  return paragraphs([
    notHad === '' ? '' : `Not had: ${notHad}`,
    sections(report),
    damageSections(report.damage),
    clean === undefined ? '' : alarmList(clean.alarms),
    // A clean file that is accused because of the damaged ones beside it.
    alarmList(Object.values(trial ?? {}).flatMap(({ alarms }) => alarms)),
    '### Goals',
    goalTable(goals),
  ]);
}

/** The part of a run that stands in the documentation, between two markers. */
function sections({ clean, trial, scenarios }) {
  return paragraphs([
    ABOUT_RUN,
    ...(clean === undefined ? [] : ['## False alarms', alarmTable(clean)]),
    ...(trial === undefined ? [] : ['## Detection', ABOUT_TRIAL, ...trialTables(trial)]),
    ...(scenarios === undefined ? [] : ['## Directories', ABOUT_SCENARIOS, scenarioTable(scenarios)]),
  ]);
}

/** A page with the tables of a run, each part between its two markers; of what a run left out, the page keeps the old. */
export function withTables(page, report) {
  const { clean, trial, scenarios, damage } = report;
  const withMain = [clean, trial, scenarios].every((part) => part === undefined)
    ? page
    : between(page, 'corpus', sections(report));
  return damage === undefined ? withMain : between(withMain, 'damage', `${damageSections(damage)}\n`);
}

function between(page, name, text) {
  const markers = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [begin, end] = markers.map((marker) => page.indexOf(marker));
  if (begin < 0 || end < begin) throw new Error(`the page has no ${markers.join(' and ')}`);
  return `${page.slice(0, begin + markers[0].length)}\n\n${text}\n${page.slice(end)}`;
}

const ABOUT_RUN = `These tables are of one run of \`npm run corpus\`: real files out of packages of Debian and npm, and what tools of the trade make of
known data (dumps, disk images, archives, stores of backup tools, films). Percentages are of a dozen files a
type: they tell what is seen and what is not, no more.`;

const ABOUT_TRIAL = `Percent of the files that were flagged, as a warning or an error; in brackets as an error, where that is less. Empty: the change
does not apply to files of this kind or size. *Other text* and *unlisted* have names that demand nothing (\`.test\`, \`.inc\`,
\`.mo\`, …): only the files beside them tell what they should be.`;

const ABOUT_SCENARIOS = `A tree of some hundred of these files is sealed, then changed, then scanned and verified. Right is a run that raises the codes that
tell what happened; of what is benign (vii), one without an error about content or directories.`;

function paragraphs(parts) {
  return `${parts
    .filter((part) => part.trim() !== '')
    .join('\n\n')
    .trimEnd()}\n`;
}

function alarmList(alarms) {
  return alarms
    .map(({ severity, code, path, detail }) => `${severity} ${code} ${path}: ${detail ?? ''}`)
    .join('\n');
}

/** False alarms per 100,000 files, by code and severity. */
function alarmTable({ files, alarms, aside }) {
  const counts = new Map();
  for (const { code, severity } of alarms) {
    const count = counts.get(code) ?? { error: 0, warning: 0 };
    counts.set(code, { ...count, [severity]: count[severity] + 1 });
  }
  const each = (count) => `${count} (${((count / files) * 1e5).toFixed(1)})`;
  const rows = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { error, warning }]) => [`\`${code}\``, each(error), each(warning)]);
  const sum = (of) => alarms.filter(({ severity }) => severity === of).length;
  rows.push(['all', each(sum('error')), each(sum('warning'))]);
  const names = new Map(aside.map(({ path, reason }) => [path.split('/').at(-1), reason]));
  const about = `${files.toLocaleString('en')} clean files. Broken on purpose, looked at and set aside: ${[...names].map(([name, reason]) => `\`${name}\` (${reason})`).join('; ')}.`;
  return `${about}\n\n${table(['code', 'errors (per 100,000)', 'warnings (per 100,000)'], rows)}`;
}

/** The share of mutated files that were flagged: one table for each family of types. */
function trialTables(trial) {
  return TABLES.map((family) => family.filter((type) => trial[type] !== undefined))
    .filter((types) => types.length > 0)
    .map((types) => {
      const rows = Object.keys(MUTATIONS).map((mutation) => [
        mutation,
        ...types.map((type) => cell(trial[type].results[mutation])),
      ]);
      const files = ['files', ...types.map((type) => String(trial[type].victims))];
      return table(['', ...types], [files, ...rows]);
    });
}

/** Each directory scenario with what was found. */
function scenarioTable(scenarios) {
  const rows = scenarios.map(({ name, run, verdict, codes, isRight, wanted }) => [
    name,
    run,
    verdict,
    Object.entries(codes)
      .map(([code, count]) => `\`${code}\` ${count}`)
      .join(', '),
    isRight ? 'yes' : `no: ${wanted}`,
  ]);
  return table(['scenario', 'run', 'verdict', 'found', 'right'], rows);
}

/** The goals, with what was measured. */
function goalTable(goals) {
  const rows = goals.map(({ name, wanted, found, isMet }) => [name, wanted, found, isMet ? 'yes' : '**no**']);
  return table(['goal', 'wanted', 'found', 'met'], rows);
}

function cell({ changed, flagged, errors }) {
  if (changed === 0) return '';
  const percent = (count) => Math.round((count / changed) * 100);
  return errors < flagged ? `${percent(flagged)} (${percent(errors)})` : String(percent(flagged));
}
