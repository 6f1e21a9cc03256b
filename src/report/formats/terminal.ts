import { formatCount, formatNumber } from '../../model/counts.ts';
import type { BeginEvent, EndEvent } from '../../model/event.ts';
import { SEVERITIES, type Severity } from '../../model/finding.ts';
import { adviceLines, storeLines } from '../advice-lines.ts';
import type { Answer } from '../answers.ts';
import { answersLine } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import { contentLines, createDirectoryTable } from '../content-table.ts';
import { findingLines, type ShownFinding } from '../finding-lines.ts';
import { createFold } from '../fold.ts';
import type { Paint, Reporter, ReportStyle } from '../reporter.ts';
import {
  describeEnding,
  describeReading,
  type Ending,
  headline,
  outcome,
  type RunHeader,
  splitRuns,
} from '../run-splitter.ts';
import { createRunsTable } from '../runs-table.ts';
import { scopeLines } from '../scope-text.ts';
import { type StoreSummary, summarizeStores } from '../store-advice.ts';
import { formatBytes, visible, wrap } from '../text.ts';

/**
 * The report for people: the verdict first, then what happened and what to do, what vouches for the tree, and the findings
 * by directory up to a limit. Unless `isTalkative`, a sound run prints nothing, or two lines where nobody can know whether
 * files are gone. Several runs end in a table.
 */
export const terminal: Reporter = {
  name: 'terminal',
  about: 'the verdict, the findings by directory and what to do',
  start(out, style) {
    const runs = createRunsTable();
    let isSaid = false;
    const say = (lines: readonly string[]): void => {
      if (lines.length === 0) return;
      isSaid = true;
      out.write(`${lines.join('\n')}\n`);
    };
    return splitRuns(
      (run, begin) => {
        const answers = collectAnswers(begin);
        const severities: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
        const directories = createDirectoryTable();
        const fold = createFold(style.limit);
        const stores = summarizeStores();
        return {
          see(event) {
            fold.see(event);
            if (event.type === 'directory') return directories.see(event);
            severities[event.severity] += 1;
            answers.see(event);
            stores.see(event);
          },
          end(ending) {
            const lines =
              ending?.type !== 'end' || begin === undefined
                ? renderCut(run, ending, fold.shown(), style)
                : style.isTalkative || ending.exit !== 0
                  ? render(
                      {
                        begin,
                        answers: answers.at(ending),
                        shown: fold.shown(),
                        severities,
                        end: ending,
                        table: directories.lines(),
                        stores: stores.stores(),
                      },
                      style,
                    )
                  : renderUncounted(begin, ending, answers.at(ending), style);
            say(lines);
            runs.see(run, ending);
          },
        };
      },
      () => {
        if (isSaid) say(runs.lines(style));
      },
    );
  },
};

type FinishedRun = {
  readonly begin: BeginEvent;
  readonly answers: readonly Answer[];
  readonly shown: readonly ShownFinding[];
  readonly severities: Readonly<Record<Severity, number>>;
  readonly end: EndEvent;
  readonly table: readonly string[];
  readonly stores: ReturnType<StoreSummary['stores']>;
};

function render(
  { begin, answers, shown, severities, end, table, stores }: FinishedRun,
  style: ReportStyle,
): string[] {
  const { paint } = style;
  const all = severities.error + severities.warning + severities.note;
  const left = all - shown.reduce((sum, { below }) => sum + Math.max(1, below), 0);
  const where = style.journal === undefined ? '--json shows all of them' : `all of them: ${style.journal}`;
  return [
    ...headLines(verdictWord(end, paint), headline(end), begin, style),
    ...wrap(`  ${summary(severities, end)}`, style.width, '    '),
    ...adviceLines(end, style),
    ...storeLines(stores, style),
    ...(all > 0 ? [''] : []),
    ...vouched(begin, end, style),
    ...[
      `  ${answersLine(answers)}`,
      ...scopeLines(begin, end).map((line) => `  ${line}`),
      ...withoutDigest(begin, end),
      ...contentLines(end.judged),
    ]
      .flatMap((line) => wrap(line, style.width, '    '))
      .map((line) => paint.faint(line)),
    ...findingLines(shown, style),
    ...(left > 0 ? ['', `  and ${formatNumber(left, 'more finding')}; ${where}`] : []),
    ...(table.length === 0 ? [] : ['', '  garbage and suspect files by directory:', ...table]),
  ];
}

/** Renders a sound run of a tree that may lack files without anybody seeing it; nothing for any other sound run. */
function renderUncounted(
  begin: BeginEvent,
  end: EndEvent,
  answers: readonly Answer[],
  style: ReportStyle,
): string[] {
  const { paint, width } = style;
  const isCounted = answers.every(({ question, is }) => question !== 'complete' || is !== 'unknown');
  if (begin.command !== 'verify' || isCounted) return [];
  const line = `  ${answersLine(answers)}`;
  return [
    ...headLines(verdictWord(end, paint), headline(end), begin, style),
    ...wrap(line, width, '    ').map((each) => paint.faint(each)),
  ];
}

/** The first line of a run, and a second one where there is no room for when and where it was. */
function headLines(painted: string, word: string, run: RunHeader, { paint, width }: ReportStyle): string[] {
  const root = visible(run.root);
  const when = `on ${visible(run.host)}, ${timeOf(run)}`;
  const first = `${painted}  ${paint.strong(root)}`;
  const length = `${word}  ${root}  ${when}`.length;
  return width === undefined || length <= width ? [`${first}  ${when}`] : [first, `  ${when}`];
}

/** When a run began, to the minute. */
function timeOf({ startedAt }: RunHeader): string {
  return `${visible(startedAt.slice(0, 16).replace('T', ' '))}Z`;
}

/** Renders a run that was killed or stopped by a fault. */
function renderCut(
  run: RunHeader,
  ending: Ending,
  shown: readonly ShownFinding[],
  style: ReportStyle,
): string[] {
  const { paint } = style;
  const root = run.root === '' ? run.command : run.root;
  return [
    ...headLines(paint.error(outcome(ending).toUpperCase()), outcome(ending), { ...run, root }, style),
    ...wrap(`  ${visible(describeEnding(ending))}`, style.width, '    '),
    ...(ending?.type === 'fault' ? [`  -> ${visible(ending.hint)}`] : []),
    ...findingLines(shown, style),
  ];
}

function verdictWord(end: EndEvent, paint: Paint): string {
  const { verdict } = end;
  const word = headline(end).toUpperCase();
  if (verdict === 'sound' || verdict === 'ordinary') return paint.good(word);
  return verdict === 'damaged' || verdict === 'untrusted' ? paint.error(word) : paint.warning(word);
}

function summary(severities: Readonly<Record<Severity, number>>, end: EndEvent): string {
  const found = SEVERITIES.filter((severity) => severities[severity] > 0).map((severity) =>
    formatNumber(severities[severity], severity),
  );
  return `${found.length === 0 ? 'no findings' : found.join(', ')}; ${describeReading(end)}`;
}

function vouched(begin: BeginEvent, end: EndEvent, { paint, width }: ReportStyle): string[] {
  if (begin.command === 'scan') {
    const how = begin.depth === 'quick' ? ' (only samples of big files)' : '';
    return [paint.faint(`  only content was examined${how}; no manifest was used`)];
  }
  const isSealed = begin.command === 'seal';
  const written = end.manifest === undefined ? 'no manifest was written' : `sealed: ${visible(end.manifest)}`;
  const sealed = isSealed ? [`  ${written}`] : [];
  const isCompared = begin.command === 'compare';
  const how = isSealed ? 'checked against' : isCompared ? 'compared with' : 'vouched for by';
  const lines = begin.vouchers.map(({ format, path, entries, notes = [] }) => {
    const about = notes.length === 0 ? '' : ` (${notes.map(visible).join('; ')})`;
    const files = entries === 0 ? '' : `, ${formatNumber(entries, 'file')}`;
    return `  ${how} ${visible(path)}, ${format}${files}${about}`;
  });
  const held =
    end.held === undefined || end.promised === undefined || end.promised === 0
      ? []
      : [heldLine(end.held, end.promised, isCompared)];
  const about = [...lines, ...held].flatMap((line) => wrap(line, width, '    '));
  return [...sealed, ...about.map((line) => paint.faint(line))];
}

/** What no digest vouches for, where a manifest was asked and can be trusted. */
function withoutDigest(
  { command, vouchers }: BeginEvent,
  { files, bytes, coverage, verdict }: EndEvent,
): string[] {
  const left = files - coverage.files;
  const isCompared = command === 'verify' && vouchers.length > 0 && verdict !== 'untrusted';
  if (!isCompared || left <= 0) return [];
  return [
    `  ${formatNumber(left, 'file')}, ${formatBytes(bytes - coverage.bytes)}, without a digest anywhere`,
  ];
}

function heldLine(held: number, promised: number, isCompared: boolean): string {
  const what = isCompared ? 'entries of the old generation are unchanged' : 'promised entries match';
  return `  ${formatCount(held)} of ${formatCount(promised)} ${what}`;
}
