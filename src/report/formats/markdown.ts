import { formatCount, formatNumber } from '../../model/counts.ts';
import type { FindingEvent } from '../../model/event.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { Answer } from '../answers.ts';
import { answersLine } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import type { Reporter, ReportStyle } from '../reporter.ts';
import { describeEnding, type Ending, headline, type RunHeader, splitRuns } from '../run-splitter.ts';
import { scopeLines } from '../scope-text.ts';
import { stateText, wantedAndFound } from '../state-text.ts';
import { type StoreSummary, summarizeStores } from '../store-advice.ts';
import { visiblePath, visibleUpTo } from '../text.ts';
import { keepWorst, type Worst, worstFirst } from '../top-findings.ts';
import { advising, byUrgency } from '../urgency.ts';

const MOST_NAMED = 100;
const MOST_ADVICE = 2000;
const MOST_CHARS = 200;
/** A step summary holds 1 MiB. */
const MOST_BYTES = 900_000;

/**
 * Markdown (GitHub's and GitLab's) for a ticket, a comment or a step summary: the verdict, the worst findings as a table
 * and what to do. At most 900 kB in total: beyond that, runs are reduced to one line and then left out.
 */
export const markdown: Reporter = {
  name: 'markdown',
  about: 'the verdict, the worst findings and what to do, for a ticket or a comment',
  start(out, style) {
    let room = MOST_BYTES;
    return splitRuns((run, begin) => {
      const answers = collectAnswers(begin);
      const worst = keepWorst<FindingEvent>(Math.min(style.limit, MOST_NAMED));
      const stores = summarizeStores();
      return {
        see(event) {
          if (event.type !== 'finding') return;
          answers.see(event);
          worst.see(event);
          stores.see(event);
        },
        end(ending) {
          const head = headOf(run, ending, answers.at(ending), scopeLines(begin, ending));
          const whole = [...head, ...bodyOf(worst, { ending, stores: stores.stores() }, style), ''].join(
            '\n',
          );
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
  scope: readonly string[],
): string[] {
  const where = root === '' ? '' : ` ${code(root)}`;
  return [
    `### ${headline(ending).toUpperCase()}: ${prose(command)}${where} on ${code(host)}`,
    '',
    `${prose(describeEnding(ending))}; started ${prose(startedAt)}`,
    '',
    ...(answers.length === 0 ? [] : [answersLine(answers), '']),
    ...scope.flatMap((line) => [prose(line), '']),
  ];
}

type Ended = { readonly ending: Ending; readonly stores: ReturnType<StoreSummary['stores']> };

function bodyOf(
  { shown, left }: Worst<FindingEvent>,
  { ending, stores }: Ended,
  style: ReportStyle,
): string[] {
  const where = style.journal === undefined ? '' : `; all of them: ${code(style.journal)}`;
  return [
    ...(ending?.type === 'end' ? adviceOf(ending.counts) : []),
    ...stores.flatMap(({ name, findings, advice }) => [
      `In ${code(name)}, ${formatNumber(findings, 'finding')}: ${code(advice, MOST_ADVICE)}`,
      '',
    ]),
    ...(shown.length === 0 ? [] : ['| severity | code | path | what |', '| --- | --- | --- | --- |']),
    ...worstFirst(shown).map(rowOf),
    ...(shown.length === 0 ? [] : ['']),
    ...(left === 0 ? [] : [`and ${formatNumber(left, 'more finding')}${where}`, '']),
    ...(ending?.type === 'fault' ? [`What to do: ${prose(ending.hint)}`, ''] : []),
  ];
}

function rowOf(event: FindingEvent): string {
  const { detail } = event;
  const { wanted, found } = wantedAndFound(event, true);
  const path = visiblePath(event);
  const state = stateText(event);
  const said = [
    prose(detail ?? FINDING_CODES[event.code].about),
    ...(state === undefined ? [] : [prose(state)]),
    ...(wanted === undefined ? [] : [`wanted ${code(wanted)}`]),
    ...(found === undefined ? [] : [`found ${code(found)}`]),
  ];
  return `| ${event.severity} | ${event.code} | ${code(path === '' ? './' : path)} | ${said.join('; ')} |`;
}

function adviceOf(counts: Readonly<Partial<Record<Finding['code'], number>>>): string[] {
  const all = byUrgency(counts);
  if (all.length === 0) return [];
  const advice = advising(all.map((each) => each.code));
  const lines = all.map(({ code: name, count }) => {
    const next = advice(name);
    const told = next === undefined ? '' : `. What to do: ${next}`;
    return `* **${name}**, ${formatCount(count)} x: ${FINDING_CODES[name].about}${told}`;
  });
  return [...lines, ''];
}

/** Returns text unchanged if nothing in it can be a link, a mention or markup; else as code. */
function prose(text: string): string {
  return /^(?!.*\bwww\.)[\w ,.;:()%/+=-]*$/.test(text) && !/[_]|:\/\//.test(text) ? text : code(text);
}

/** Formats text as code that is safe inside a table. */
function code(text: string, most = MOST_CHARS): string {
  const shown = visibleUpTo(most, text);
  if (shown !== '' && !/[`|\\]/.test(shown) && shown.trim() === shown) return `\`${shown}\``;
  return `<code>${shown.replaceAll(/[^\w ]|_/gu, (char) => `&#${char.codePointAt(0) ?? 0};`)}</code>`;
}
