import type { BeginEvent, EndEvent, FindingEvent } from '../../model/event.ts';
import { isAboutDirectory, SEVERITIES, type Severity } from '../../model/finding.ts';
import { adviceLines } from '../advice-lines.ts';
import type { Answer } from '../answers.ts';
import { answersLine } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import { contentLines, createDirectoryTable } from '../content-table.ts';
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
import { scopeLines } from '../scope-text.ts';
import { formatBytes, formatCount, formatNumber, visible, visiblePath, wrap } from '../text.ts';
import { keepWorst } from '../top-findings.ts';

/**
 * The report for people: the verdict first, then what vouches for the tree, the findings by directory up to a limit, and
 * what to do. Unless `isTalkative`, a sound run prints nothing, or two
 * lines where nobody can know whether files are gone.
 */
export const terminal: Reporter = {
  name: 'terminal',
  about: 'the verdict, the findings by directory and what to do',
  start(out, style) {
    return splitRuns((run, begin) => {
      const answers = collectAnswers(begin);
      const worst = keepWorst<FindingEvent>(style.limit);
      const severities: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
      const directories = createDirectoryTable();
      return {
        see(event) {
          if (event.type === 'directory') return directories.see(event);
          severities[event.severity] += 1;
          answers.see(event);
          worst.see(event);
        },
        end(ending) {
          const lines =
            ending?.type !== 'end' || begin === undefined
              ? renderCut(run, ending, worst.shown, style)
              : style.isTalkative || ending.exit !== 0
                ? render(
                    {
                      begin,
                      answers: answers.at(ending),
                      shown: worst.shown,
                      severities,
                      end: ending,
                      table: directories.lines(),
                    },
                    style,
                  )
                : renderUncounted(begin, ending, answers.at(ending), style);
          if (lines.length > 0) out.write(`${lines.join('\n')}\n`);
        },
      };
    });
  },
};

type FinishedRun = {
  readonly begin: BeginEvent;
  readonly answers: readonly Answer[];
  readonly shown: readonly FindingEvent[];
  readonly severities: Readonly<Record<Severity, number>>;
  readonly end: EndEvent;
  readonly table: readonly string[];
};

function render(
  { begin, answers, shown, severities, end, table }: FinishedRun,
  style: ReportStyle,
): string[] {
  const { paint } = style;
  const all = severities.error + severities.warning + severities.note;
  const left = all - shown.length;
  const where = style.journal === undefined ? '--json shows all of them' : `all of them: ${style.journal}`;
  return [
    `${verdictWord(end, paint)}  ${paint.strong(visible(begin.root))}  on ${visible(begin.host)}`,
    `  ${summary(severities, end)}`,
    ...vouched(begin, end, style),
    ...[
      `  ${answersLine(answers)}`,
      ...scopeLines(begin).map((line) => `  ${line}`),
      ...withoutDigest(begin, end),
      ...contentLines(end.judged),
    ]
      .flatMap((line) => wrap(line, style.width, '    '))
      .map((line) => paint.faint(line)),
    ...byDirectory(shown, style),
    ...(left > 0 ? ['', `  and ${formatNumber(left, 'more finding')}; ${where}`] : []),
    ...(table.length === 0 ? [] : ['', '  garbage and suspect files by directory:', ...table]),
    ...adviceLines(end, style),
  ];
}

/** Renders a sound run of a tree that may lack files without anybody seeing it; nothing for any other sound run. */
function renderUncounted(
  { command, root, host }: BeginEvent,
  end: EndEvent,
  answers: readonly Answer[],
  { paint, width }: ReportStyle,
): string[] {
  const isCounted = answers.every(({ question, is }) => question !== 'complete' || is !== 'unknown');
  if (command !== 'verify' || isCounted) return [];
  const line = `  ${answersLine(answers)}`;
  return [
    `${verdictWord(end, paint)}  ${paint.strong(visible(root))}  on ${visible(host)}`,
    ...wrap(line, width, '    ').map((each) => paint.faint(each)),
  ];
}

/** Renders a run that was killed or stopped by a fault. */
function renderCut(
  run: RunHeader,
  ending: Ending,
  shown: readonly FindingEvent[],
  style: ReportStyle,
): string[] {
  const { paint } = style;
  const root = run.root === '' ? run.command : run.root;
  return [
    `${paint.error(outcome(ending).toUpperCase())}  ${paint.strong(visible(root))}  on ${visible(run.host)}`,
    `  ${visible(describeEnding(ending))}`,
    ...(ending?.type === 'fault' ? [`  -> ${visible(ending.hint)}`] : []),
    ...byDirectory(shown, style),
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

function byDirectory(shown: readonly FindingEvent[], { paint, width: columns }: ReportStyle): string[] {
  const lines: string[] = [];
  const width = Math.max(0, ...shown.map((event) => event.code.length));
  const indent = ' '.repeat(4 + width + 2);
  let directory: string | undefined;
  for (const event of shown) {
    const [above, name] = place(event);
    if (above !== directory) {
      directory = above;
      lines.push('', `  ${paint.strong(above)}`);
    }
    const emphasise = paint[event.severity];
    const [first = '', ...more] = wrapAfter(name, visible(event.detail ?? ''), columns, indent);
    lines.push(
      `    ${emphasise(event.code.padEnd(width))}  ${first.slice(indent.length)}`.trimEnd(),
      ...more,
    );
    const differ = [
      ...(event.wanted === undefined ? [] : [`wanted ${visible(event.wanted)}`]),
      ...(event.found === undefined ? [] : [`found ${visible(event.found)}`]),
    ];
    if (differ.length > 0)
      lines.push(...wrap(`${indent}${differ.join(', ')}`, columns, indent).map((line) => paint.faint(line)));
  }
  return lines;
}

/** Wraps a name, which is never broken, and the text after it. Neither contains NUL. */
function wrapAfter(name: string, said: string, width: number | undefined, indent: string): string[] {
  const whole = [name.replaceAll(' ', '\0'), said].filter((part) => part !== '').join('\0 ');
  const lines = wrap(indent + whole, width, `${indent}  `);
  return lines.map((line) => line.replaceAll('\0', ' ').trimEnd());
}

/** Returns the directory that a finding is listed under, and its name there; '' for the directory itself. */
function place(event: FindingEvent): [string, string] {
  const path = visiblePath(event);
  if (isAboutDirectory(event.code) || path === '')
    return [path === '' ? './' : `${path.startsWith('::') ? './' : ''}${path}/`, ''];
  const slash = path.lastIndexOf('/');
  const above = path.slice(0, slash + 1);
  // A line that begins with '::' would be a command for GitHub's runners.
  return slash < 0 ? ['./', path] : [above.startsWith('::') ? `./${above}` : above, path.slice(slash + 1)];
}
