// The results as Markdown tables.
import { MUTATIONS } from './mutations.js';

/** Everything that a run found, for people. */
export function tell({ clean, trial, scenarios, goals, missing }) {
  const parts =
    missing.length === 0
      ? []
      : [`Not had: ${missing.map(({ name, problem }) => `${name} (${problem})`).join('; ')}`];
  if (clean !== undefined) parts.push('## False alarms', alarmTable(clean), alarmList(clean.alarms));
  if (trial !== undefined) parts.push('## Detection', trialTable(trial));
  if (scenarios !== undefined) parts.push('## Directories', scenarioTable(scenarios));
  parts.push('## Goals', goalTable(goals));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
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
  const about = `${files.toLocaleString('en')} clean files; ${new Set(aside.map(({ path }) => path)).size} more are broken on purpose and set aside by name.`;
  return `${about}\n\n${table(['code', 'errors (per 100,000)', 'warnings (per 100,000)'], rows)}`;
}

/** The share of mutated files that were flagged, in percent, and in brackets as an error where that is less. */
function trialTable(trial) {
  const types = Object.keys(trial);
  const rows = Object.keys(MUTATIONS).map((mutation) => [
    mutation,
    ...types.map((type) => cell(trial[type].results[mutation])),
  ]);
  const files = ['files', ...types.map((type) => String(trial[type].victims))];
  return table(['', ...types], [files, ...rows]);
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

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
