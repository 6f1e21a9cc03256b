import { formatNumber } from '../../model/counts.ts';
import type { EndEvent, FindingEvent } from '../../model/event.ts';
import { FINDING_CODES, type FindingCode } from '../../model/finding.ts';
import type { Answer } from '../answers.ts';
import { answerReason, answerWord } from '../answers-text.ts';
import { collectAnswers } from '../collect-answers.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Reporter } from '../reporter.ts';
import { describeEnding, type Ending, outcome, type RunHeader, splitRuns } from '../run-splitter.ts';
import { scopeWithPaths } from '../scope-text.ts';
import { quietJson, visible, visiblePath } from '../text.ts';
import { keepWorst } from '../top-findings.ts';
import { adviceOn, advising } from '../urgency.ts';

/** Code scanning shows this many results per run, and refuses a file with five times as many. */
const MOST_RESULTS = 5000;

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const RULES = Object.entries(FINDING_CODES);

/**
 * SARIF 2.1.0 (OASIS): one run per root, one rule per finding code, one result per finding, locations relative to `ROOT`.
 * Lists the 5,000 worst findings of a run; a notification says how many were left out.
 */
export const sarif: Reporter = {
  name: 'sarif',
  about: 'SARIF 2.1.0 for code scanning',
  start(out) {
    out.write(`{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[`);
    let separator = '\n';
    return splitRuns(
      (run, begin) => {
        const answers = collectAnswers(begin);
        const worst = keepWorst<FindingEvent>(MOST_RESULTS);
        const codes = new Set<FindingCode>();
        return {
          see(event) {
            if (event.type !== 'finding') return;
            worst.see(event);
            answers.see(event);
            codes.add(event.code);
          },
          end(ending) {
            const about = describeRun(run, ending, {
              answers: answers.at(ending),
              left: worst.left,
              scope: scopeWithPaths(begin, ending),
            });
            out.write(`${separator}${quietJson(about).slice(0, -1)},"results":[`);
            const adviceOf = advising(codes);
            worst.shown.forEach((event, i) =>
              out.write(
                `${i === 0 ? '' : ','}\n${quietJson(resultOf(run, event, adviceOn(event, adviceOf)))}`,
              ),
            );
            out.write(']}');
            separator = ',\n';
          },
        };
      },
      () => out.write('\n]}\n'),
    );
  },
};

type RunFacts = {
  readonly answers: readonly Answer[];
  readonly left: number;
  readonly scope: readonly string[];
};

function describeRun(run: RunHeader, ending: Ending, { answers, left, scope }: RunFacts): object {
  const { tool, command, root, host, startedAt } = run;
  const [name, version = ''] = tool.split('/');
  const isDone = ending?.type === 'end' && ending.verdict !== 'incomplete' && ending.interrupted !== true;
  const notes = [
    ...(isDone ? [] : [notification('error', `${outcome(ending)}: ${describeEnding(ending)}`)]),
    ...scope.map((line) => notification('note', line)),
    ...(left === 0 ? [] : [notification('warning', `${formatNumber(left, 'more finding')} left out`)]),
  ];
  return {
    tool: { driver: { name, ...(version === '' ? {} : { version }), rules: RULES.map(ruleOf) } },
    automationDetails: { id: `restorable/${command}/${encodePath(Buffer.from(root))}/` },
    originalUriBaseIds: { ROOT: { uri: `file://${encodePath(Buffer.from(root)).replace(/\/$/, '')}/` } },
    invocations: [
      {
        executionSuccessful: isDone,
        ...(ending === undefined ? {} : { exitCode: ending.exit, exitCodeDescription: outcome(ending) }),
        startTimeUtc: startedAt,
        machine: host,
        ...(notes.length === 0 ? {} : { toolExecutionNotifications: notes }),
      },
    ],
    ...(ending?.type === 'end' ? { properties: propertiesOf(ending, answers) } : {}),
  };
}

function propertiesOf(
  { verdict, files, bytes, counts, coverage, promised, held }: EndEvent,
  answers: readonly Answer[],
): object {
  const answered = answers.map((each) => [
    each.question,
    { answer: answerWord(each), reason: answerReason(each) },
  ]);
  return {
    verdict,
    files,
    bytes,
    counts,
    coverage,
    promised,
    held,
    ...(answers.length === 0 ? {} : { answers: Object.fromEntries(answered) }),
  };
}

function notification(level: 'error' | 'warning' | 'note', text: string): object {
  return { level, message: { text: plain(text) } };
}

function ruleOf([id, { subject, severity, about, advice }]: (typeof RULES)[number]): object {
  return {
    id,
    shortDescription: { text: about },
    help: { text: advice },
    defaultConfiguration: { level: severity },
    properties: { tags: [subject] },
  };
}

function resultOf({ root }: RunHeader, event: FindingEvent, advice: string | undefined): object {
  const { code, severity, path, pathBytes, wanted, found, detail } = event;
  const bytes = pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64');
  const said = detail ?? FINDING_CODES[code].about;
  const shown = visiblePath(event);
  return {
    ruleId: code,
    ruleIndex: RULES.findIndex(([name]) => name === code),
    level: severity,
    message: {
      text: plain(`${shown === '' ? './' : shown}: ${said}${advice === undefined ? '' : `; ${advice}`}`),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path === '' ? './' : encodePath(bytes), uriBaseId: 'ROOT' },
          // Code scanning refuses a location without a line.
          region: { startLine: 1 },
        },
      },
    ],
    partialFingerprints: { 'restorable/v1': fingerprint(root, code, pathBytes ?? path) },
    properties: { wanted, found, detail, pathBytes },
  };
}

/** Escapes a plain text message (sections 3.11.5, 3.11.6), so that no name is a placeholder or a link. */
function plain(text: string): string {
  return visible(text)
    .replaceAll(/[\\[\]]/g, '\\$&')
    .replaceAll(/[{}]/g, '$&$&');
}

/** Percent-encodes the bytes of a path (RFC 3986), except '/' and unreserved characters. */
function encodePath(bytes: Uint8Array): string {
  let uri = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    uri += /[\w.~/-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return uri;
}
