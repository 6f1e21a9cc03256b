import { formatNumber } from '../../model/counts.ts';
import type { FindingEvent } from '../../model/event.ts';
import type { Severity } from '../../model/finding.ts';
import { answersLine } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import type { Reporter } from '../reporter.ts';
import { type State, stateOf, stateRank } from '../root-status.ts';
import { describeEnding, describeOutcome, type Ending, type RunHeader, splitRuns } from '../run-splitter.ts';
import { scopeLines } from '../scope-text.ts';
import { coveredShare } from '../spread-text.ts';
import { clip, visiblePath, visibleUpTo } from '../text.ts';
import { keepWorst, worstFirst as worstOfAll } from '../top-findings.ts';

const MOST_NAMED = 5;
const MOST_RUNS = 50;
const MOST_CHARS = 120;
const MOST_BYTES = 3900;

/**
 * The output of a monitoring plugin (Nagios plugin API, Icinga, Naemon, Centreon): one line with the state and
 * performance data, then one line per run with its worst findings; below 4 KiB for NRPE. The exit code is not the plugin's.
 */
export const nagios: Reporter = {
  name: 'nagios',
  about: 'the output of a monitoring plugin, with performance data',
  start(out) {
    let runs = 0;
    const summaries: Summary[] = [];
    const sums = { errors: 0, warnings: 0, notes: 0, files: 0, bytes: 0, covered: 0, whole: 0, seconds: 0 };
    return splitRuns(
      (run, begin) => {
        const answers = collectAnswers(begin);
        const named = keepWorst<FindingEvent>(MOST_NAMED);
        return {
          see(event) {
            if (event.type !== 'finding') return;
            sums[PLURAL[event.severity]] += 1;
            answers.see(event);
            named.see(event);
          },
          end(ending) {
            runs += 1;
            summaries.push({
              state: stateOf(ending),
              said: describeRun(run, ending),
              told: [
                answersLine(answers.at(ending)),
                ...scopeLines(begin, ending).map((line) => escape(line, MOST_CHARS * 2)),
              ],
              named: [
                ...worstOfAll(named.shown).map(describe),
                ...(named.left === 0 ? [] : [`  and ${formatNumber(named.left, 'more finding')}`]),
              ],
            });
            if (summaries.length > MOST_RUNS)
              summaries.splice(0, summaries.length, ...worstFirst(summaries).slice(0, MOST_RUNS / 2));
            if (ending?.type === 'end') {
              sums.files += ending.files;
              sums.bytes += ending.bytes;
              const share = coveredShare(ending);
              sums.covered += share.covered;
              sums.whole += share.bytes;
              sums.seconds += ending.seconds;
            }
          },
        };
      },
      () => {
        const { errors, warnings, notes, files, bytes, covered, whole, seconds } = sums;
        const coverage = whole === 0 ? 0 : Math.floor((covered * 100) / whole);
        const data = [
          `errors=${errors};;0`,
          `warnings=${warnings};0`,
          `notes=${notes}`,
          `files=${files}`,
          `bytes=${bytes}B`,
          `seconds=${seconds.toFixed(2)}s`,
          `coverage=${coverage}%;;;0;100`,
        ];
        const all = worstFirst(summaries);
        const [{ state, said } = { state: 'UNKNOWN', said: 'no run' }] = all;
        const more = runs > 1 ? ` (and ${formatNumber(runs - 1, 'other run')})` : '';
        let text = `RESTORABLE ${state} - ${said}${more} | ${data.join(' ')}\n`;
        for (const line of all.flatMap(linesOf))
          if (Buffer.byteLength(`${text}${line}\n`) <= MOST_BYTES) text += `${line}\n`;
        out.write(text);
      },
    );
  },
};

const PLURAL = { error: 'errors', warning: 'warnings', note: 'notes' } as const satisfies Record<
  Severity,
  string
>;

type Summary = {
  readonly state: State;
  readonly said: string;
  /** What it answers if it finished, and what narrowed it. */
  readonly told: readonly string[];
  readonly named: readonly string[];
};

/** Returns the lines about one run: its state, its answers if it finished, and its worst findings. */
function linesOf({ state, said, told, named }: Summary): string[] {
  return [`${state}: ${said}`, ...told.flatMap((line) => (line === '' ? [] : `  ${line}`)), ...named];
}

function worstFirst(summaries: readonly Summary[]): Summary[] {
  return summaries.toSorted((a, b) => stateRank(b.state) - stateRank(a.state));
}

function describeRun({ command, root, host }: RunHeader, ending: Ending): string {
  const said = `${describeOutcome(ending)}: ${escape(describeEnding(ending), MOST_CHARS * 2)}`;
  return `${escape(root === '' ? command : root)} on ${escape(host)} ${said}`;
}

function describe(event: FindingEvent): string {
  return `  ${event.code}: ${escape(visiblePath(event))}${event.detail === undefined ? '' : `  ${escape(event.detail)}`}`;
}

/** Escapes text, including '|', which would begin the performance data. */
function escape(text: string, most = MOST_CHARS): string {
  return visibleUpTo(most, clip(text, most).replaceAll('|', '\\x7c'));
}
