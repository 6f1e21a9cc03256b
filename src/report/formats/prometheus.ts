import { CONTENT_CLASSES } from '../../model/content.ts';
import type { EndEvent, SpreadReading } from '../../model/event.ts';
import { SEVERITIES, type Severity } from '../../model/finding.ts';
import type { Answer } from '../answers.ts';
import { answerWord } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import type { Reporter, StandingAlarm } from '../reporter.ts';
import { type Ending, type RunHeader, splitRuns } from '../run-splitter.ts';
import { scopeCounts } from '../scope-text.ts';
import { visible } from '../text.ts';

const SUCCESS = 'last_success_timestamp_seconds';

/** The metrics with their help; all are gauges, because each run replaces the values of the last. */
const METRICS = [
  ['last_run_timestamp_seconds', 'When the last run ended; if it was killed, when it began.'],
  [SUCCESS, 'When the last run with exit code 0 ended; kept by failing runs.'],
  [
    'last_run_exit_code',
    'Exit code of the last run, or of a standing alarm where that run ended with 0; -1 if it was killed.',
  ],
  ['last_run_duration_seconds', 'How long the last run took.'],
  ['files', 'Files read by the last run.'],
  ['bytes', 'Bytes read by the last run.'],
  ['covered_files', 'Files compared with a digest.'],
  ['covered_bytes', 'Bytes compared with a digest.'],
  ['proven_files', 'Files that are proven where each run reads a part: by the last run or earlier ones.'],
  ['proven_bytes', 'Bytes of those files.'],
  ['listed_files', 'Files of the manifest where each run reads a part.'],
  ['listed_bytes', 'Bytes of those files.'],
  [
    'oldest_proof_timestamp_seconds',
    'The longest time that a file is not proven: since it was last, or since it is known where it never was.',
  ],
  ['overdue_files', 'Files that were not read in the time that was promised.'],
  ['promised_entries', 'Entries promised by the manifest.'],
  ['held_entries', 'Promised entries that match.'],
  ['findings', 'Findings of the last run by severity.'],
  ['findings_by_code', 'Findings of the last run by code, if there are any.'],
  ['judged_files', 'Files examined, by class of content.'],
  ['judged_bytes', 'Bytes examined, by class of content.'],
  [
    'scope',
    'By how many patterns, mounts or paths each means narrowed the last run; absent where nothing did.',
  ],
  [
    'standing_alarm',
    'Exit code of an earlier run that failed and that the last run, which looked at less, does not clear.',
  ],
  ['answer', 'What the last run answers to each question; always 1, the answer is a label.'],
] as const;

type Metric = (typeof METRICS)[number][0];
type Samples = Map<Metric, Map<string, number>>;

/**
 * Metrics in the text format of Prometheus, for the textfile collector of its node exporter, written however a run ends. The
 * labels are the root and the command, never a name from the backup. Of several runs of one root, the last one counts.
 */
export const prometheus: Reporter = {
  name: 'prometheus',
  about: 'metrics for the textfile collector of Prometheus',
  isShared: true,
  start(out, style) {
    const runs = new Map<string, Samples>();
    const successes = new Map<string, number>();
    const before = out.previous?.() ?? '';
    return splitRuns(
      (run, begin) => {
        const answers = collectAnswers(begin);
        const severities: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
        return {
          see(event) {
            if (event.type !== 'finding') return;
            severities[event.severity] += 1;
            answers.see(event);
          },
          end(ending) {
            const labels = `root="${escapeLabel(run.root)}",command="${escapeLabel(run.command)}"`;
            const samples = samplesOf(run, ending, severities, labels);
            const answered = answers.at(ending).map((answer) => [answerLabels(labels, answer), 1] as const);
            if (answered.length > 0) samples.set('answer', new Map(answered));
            const scope = scopeCounts(begin, ending);
            if (scope.length > 0)
              samples.set('scope', new Map(scope.map(([by, count]) => [`${labels},by="${by}"`, count])));
            runs.delete(labels);
            runs.set(labels, samples);
            const at = samples.get('last_run_timestamp_seconds')?.get(labels);
            const alarm =
              begin !== undefined && ending?.type === 'end' ? style.alarmBeside?.(begin, ending) : undefined;
            if (alarm !== undefined) addAlarm(samples, labels, alarm);
            if (ending?.exit === 0 && alarm === undefined && at !== undefined) successes.set(labels, at);
          },
        };
      },
      () => {
        for (const [labels, samples] of runs) {
          const success = successes.get(labels) ?? successBefore(before, labels);
          if (success !== undefined) samples.set(SUCCESS, new Map([[labels, success]]));
        }
        out.write(render([...runs.values()]));
      },
    );
  },
};

/** An alarm that stands is that of the last run too, so that no rule takes a weaker run for the end of it. */
function addAlarm(samples: Samples, labels: string, { command, startedAt, exit }: StandingAlarm): void {
  const by = `,by="${escapeLabel(command)}",since="${escapeLabel(startedAt)}"`;
  samples.set('standing_alarm', new Map([[`${labels}${by}`, exit]]));
  if (samples.get('last_run_exit_code')?.get(labels) === 0)
    samples.set('last_run_exit_code', new Map([[labels, exit]]));
}

function samplesOf(
  run: RunHeader,
  ending: Ending,
  severities: Readonly<Record<Severity, number>>,
  labels: string,
): Samples {
  const samples: Samples = new Map();
  const set = (metric: Metric, value: number, more = ''): void => {
    const of = samples.get(metric) ?? new Map<string, number>();
    samples.set(metric, of.set(`${labels}${more}`, value));
  };
  const startedAt = Date.parse(run.startedAt) / 1000;
  set('last_run_timestamp_seconds', endedAt(startedAt, ending));
  set('last_run_exit_code', ending?.exit ?? -1);
  // Zero findings of an incomplete run would look like good news.
  for (const severity of SEVERITIES)
    if (ending?.type === 'end' || severities[severity] > 0)
      set('findings', severities[severity], `,severity="${severity}"`);
  if (ending?.type === 'end') setNumbers(ending, set);
  return samples;
}

function answerLabels(labels: string, answer: Answer): string {
  return `${labels},question="${answer.question}",answer="${answerWord(answer)}"`;
}

function setNumbers(end: EndEvent, set: (metric: Metric, value: number, more?: string) => void): void {
  set('last_run_duration_seconds', end.seconds);
  set('files', end.files);
  set('bytes', end.bytes);
  set('covered_files', end.coverage.files);
  set('covered_bytes', end.coverage.bytes);
  if (end.spread !== undefined) setSpread(end.spread, set);
  if (end.promised !== undefined) set('promised_entries', end.promised);
  if (end.held !== undefined) set('held_entries', end.held);
  for (const [code, count] of Object.entries(end.counts))
    set('findings_by_code', count, `,code="${escapeLabel(code)}"`);
  for (const judgement of end.judged === undefined ? [] : CONTENT_CLASSES) {
    const { files, bytes } = end.judged?.[judgement] ?? { files: 0, bytes: 0 };
    set('judged_files', files, `,judgement="${judgement}"`);
    set('judged_bytes', bytes, `,judgement="${judgement}"`);
  }
}

function setSpread(spread: SpreadReading, set: (metric: Metric, value: number) => void): void {
  set('proven_files', spread.provenFiles);
  set('proven_bytes', spread.provenBytes);
  set('listed_files', spread.files);
  set('listed_bytes', spread.bytes);
  if (spread.oldest !== undefined) set('oldest_proof_timestamp_seconds', Date.parse(spread.oldest) / 1000);
  set('overdue_files', spread.overdueFiles ?? 0);
}

function endedAt(startedAt: number, ending: Ending): number {
  if (ending === undefined) return startedAt;
  return ending.type === 'end' ? startedAt + ending.seconds : Date.parse(ending.at) / 1000;
}

function render(all: readonly Samples[]): string {
  const lines: string[] = [];
  for (const [metric, help] of METRICS) {
    const samples = all.flatMap((each) => [...(each.get(metric) ?? [])]);
    if (samples.length === 0) continue;
    lines.push(`# HELP restorable_${metric} ${help}`, `# TYPE restorable_${metric} gauge`);
    for (const [labels, value] of samples) lines.push(`restorable_${metric}{${labels}} ${value}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Returns the time of the last success in the file that this report replaces. */
function successBefore(text: string, labels: string): number | undefined {
  const start = `restorable_${SUCCESS}{${labels}} `;
  const line = text.split('\n').find((each) => each.startsWith(start));
  const value = line === undefined ? Number.NaN : Number(line.slice(start.length));
  return Number.isFinite(value) ? value : undefined;
}

function escapeLabel(text: string): string {
  return visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
