import type { FindingEvent } from '../../model/event.ts';
import { FINDING_CODES, type Finding, isFindingCode } from '../../model/finding.ts';
import type { Answer } from '../answers.ts';
import { answersLine } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import type { Reporter, ReportStyle } from '../reporter.ts';
import { describeEnding, type Ending, outcome, type RunHeader, splitRuns } from '../run-splitter.ts';
import { formatCount, formatNumber, visiblePath, visibleUpTo } from '../text.ts';
import { keepWorst, type Worst } from '../top-findings.ts';

const MOST_NAMED = 100;
const MOST_CHARS = 200;
/** A step summary holds 1 MiB, also where characters are of three bytes. */
const MOST_BYTES = 900_000;

/**
 * Markdown (GitHub's and GitLab's) for a ticket, a comment or a step summary: the verdict, the worst findings as a table
 * and what to do. At most 900 kB for all runs together: behind that a run is one line, and at last none.
 */
export const markdown: Reporter = {
  name: 'markdown',
  about: 'the verdict, the worst findings and what to do, for a ticket or a comment',
  start(out, look) {
    let room = MOST_BYTES;
    return splitRuns((run, begin) => {
      const answers = collectAnswers(begin);
      const worst = keepWorst<FindingEvent>(Math.min(look.limit, MOST_NAMED));
      return {
        see(event) {
          if (event.type !== 'finding') return;
          answers.see(event);
          worst.see(event);
        },
        end(ending) {
          const head = headOf(run, ending, answers.at(ending));
          const whole = [...head, ...bodyOf(worst, ending, look), ''].join('\n');
          const text = Buffer.byteLength(whole) <= room ? whole : `${head.join('\n')}\n`;
          if (Buffer.byteLength(text) > room) return;
          room -= Buffer.byteLength(text);
          out.write(text);
        },
      };
    });
  },
};

function headOf(
  { command, root, host, startedAt }: RunHeader,
  ending: Ending,
  answers: readonly Answer[],
): string[] {
  const where = root === '' ? '' : ` ${code(root)}`;
  return [
    `### ${outcome(ending).toUpperCase()}: ${prose(command)}${where} on ${code(host)}`,
    '',
    `${prose(describeEnding(ending))}; begun ${prose(startedAt)}`,
    '',
    ...(answers.length === 0 ? [] : [answersLine(answers), '']),
  ];
}

function bodyOf({ shown, left }: Worst<FindingEvent>, ending: Ending, look: ReportStyle): string[] {
  const where = look.journal === undefined ? '' : `; all of them: ${code(look.journal)}`;
  return [
    ...(shown.length === 0 ? [] : ['| severity | code | path | what |', '| --- | --- | --- | --- |']),
    ...shown.map(rowOf),
    ...(shown.length === 0 ? [] : ['']),
    ...(left === 0 ? [] : [`and ${formatNumber(left, 'more finding')}${where}`, '']),
    ...(ending?.type === 'end' ? adviceOf(ending.counts) : []),
    ...(ending?.type === 'fault' ? [`What to do: ${prose(ending.hint)}`, ''] : []),
  ];
}

function rowOf(event: FindingEvent): string {
  const { wanted, found, detail } = event;
  const path = visiblePath(event);
  const said = [
    prose(detail ?? FINDING_CODES[event.code].about),
    ...(wanted === undefined ? [] : [`wanted ${code(wanted)}`]),
    ...(found === undefined ? [] : [`found ${code(found)}`]),
  ];
  return `| ${event.severity} | ${event.code} | ${code(path === '' ? './' : path)} | ${said.join('; ')} |`;
}

function adviceOf(counts: Readonly<Partial<Record<Finding['code'], number>>>): string[] {
  const codes = Object.keys(counts).filter(isFindingCode);
  if (codes.length === 0) return [];
  const lines = codes.map((name) => {
    const { about, advice } = FINDING_CODES[name];
    return `* **${name}**, ${formatCount(counts[name] ?? 0)} x: ${about}. What to do: ${advice}`;
  });
  return [...lines, ''];
}

/** Words in which nothing is a link, a mention or a mark; as code where anything might be. */
function prose(text: string): string {
  return /^(?!.*\bwww\.)[\w ,.;:()%/+=-]*$/.test(text) && !/[_]|:\/\//.test(text) ? text : code(text);
}

/** Text as code, also inside a table: nothing in it is read as Markdown. */
function code(text: string): string {
  const shown = visibleUpTo(MOST_CHARS, text);
  if (shown !== '' && !/[`|\\]/.test(shown) && shown.trim() === shown) return `\`${shown}\``;
  return `<code>${shown.replaceAll(/[^\w ]|_/gu, (char) => `&#${char.codePointAt(0) ?? 0};`)}</code>`;
}
