import type { BeginEvent, FindingEvent } from '../../../model/event.ts';
import {
  FINDING_CODES,
  type FindingCode,
  isAboutDirectory,
  isAtLeast,
  SEVERITIES,
  type Severity,
} from '../../../model/finding.ts';
import type { Answer } from '../../answers.ts';
import { answersLine } from '../../answers-text.ts';
import { collectAnswers } from '../../collect-answers.ts';
import type { Reporter } from '../../reporter.ts';
import {
  describeEnding,
  type Ending,
  headline,
  outcome,
  type RunHeader,
  splitRuns,
} from '../../run-splitter.ts';
import { scopeLines } from '../../scope-text.ts';
import { stateText, wantedAndFound } from '../../state-text.ts';
import { clip, visible, visiblePath, visibleUpTo } from '../../text.ts';
import { type Complaint, createCases, type TestCase } from './cases.ts';

const MOST_CHARS = 1000;

/**
 * JUnit XML in the form that Jenkins, GitLab and others read: a suite a run, a case a directory, never a case a file. A
 * case fails where a finding in it fails the run; what could not be looked at is an error of the case. Bounded to 2,000
 * cases with 20 findings each; what is left out is counted.
 */
export const junit: Reporter = {
  name: 'junit',
  about: 'JUnit XML for CI: a suite a root, a case a directory',
  start(out) {
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="restorable">\n');
    return splitRuns(
      (run, begin) => {
        const answers = collectAnswers(begin);
        const cases = createCases();
        return {
          see(event) {
            const path = clip(visiblePath(event), MOST_CHARS);
            if (event.type === 'directory') return cases.left(path);
            const { code, severity } = event;
            answers.see(event);
            const finding = { kind: kindOf(code), severity, code };
            cases.found(placeOf(code, path), finding, () => describe(event, path));
          },
          end: (ending) =>
            out.write(
              suite(
                run,
                ending,
                toldOf(answers.at(ending), begin, ending),
                cases.all(failing(ending, run.failOn)),
              ),
            ),
        };
      },
      () => out.write('</testsuites>\n'),
    );
  },
};

/** The severities that fail this run; none where it is no failure, also by a journal that does not tell. */
function failing(ending: Ending, failOn: Severity = 'warning'): ReadonlySet<Severity> {
  if (ending?.type === 'end' && ending.exit === 0) return new Set();
  return new Set(SEVERITIES.filter((severity) => isAtLeast(severity, failOn)));
}

/** Returns what a run answers, and what narrowed it. */
function toldOf(answers: readonly Answer[], begin: BeginEvent | undefined, ending: Ending): string[] {
  return [...(answers.length === 0 ? [] : [answersLine(answers)]), ...scopeLines(begin, ending)];
}

function suite(run: RunHeader, ending: Ending, told: readonly string[], cases: readonly TestCase[]): string {
  const isEnd = ending?.type === 'end';
  const said = visible(`${headline(ending)}: ${describeEnding(ending)}`);
  const lines = [said, ...told];
  const complaint = { type: outcome(ending), message: outcome(ending), lines };
  const isSettled = isEnd && ending.verdict !== 'incomplete';
  const isGreen = cases.every(({ error, failure }) => error === undefined && failure === undefined);
  const outside = isSettled && ending.exit !== 0 && isGreen ? { failure: complaint } : { notes: lines };
  const whole: TestCase = { name: '(the run as a whole)', ...(isSettled ? outside : { error: complaint }) };
  const all = [whole, ...cases];
  const attributes = {
    name: run.root === '' ? run.command : run.root,
    tests: all.length,
    failures: all.filter((each) => each.failure !== undefined).length,
    errors: all.filter((each) => each.error !== undefined).length,
    ...(isEnd ? { time: ending.seconds } : {}),
    timestamp: run.startedAt.replace(/\.\d+Z$/, ''),
    hostname: run.host,
  };
  const testcases = all.map((each) => testcase(`restorable.${run.command}`, each));
  return `<testsuite${attributesOf(attributes)}>\n${testcases.join('')}</testsuite>\n`;
}

function testcase(classname: string, { name, error, failure, notes }: TestCase): string {
  const parts = [
    ...(error === undefined ? [] : [element('error', error)]),
    ...(failure === undefined ? [] : [element('failure', failure)]),
    ...(notes === undefined ? [] : [`<system-out>${xmlLines(notes)}</system-out>\n`]),
  ];
  const tag = `testcase${attributesOf({ classname, name })}`;
  return parts.length === 0 ? `<${tag}/>\n` : `<${tag}>\n${parts.join('')}</testcase>\n`;
}

function element(kind: 'error' | 'failure', { type, message, lines }: Complaint): string {
  return `<${kind}${attributesOf({ type, message })}>${xmlLines(lines)}</${kind}>\n`;
}

function attributesOf(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join('');
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** Text as XML 1.0 can hold it: what is no character there, or could act, is escaped visibly. */
function xml(text: string): string {
  return visible(text)
    .replaceAll(/[\ufffe\uffff]|\p{Surrogate}/gu, hex)
    .replaceAll(/[&<>"]/g, (char) => ENTITIES.get(char) ?? char);
}

function xmlLines(lines: readonly string[]): string {
  return lines.map(xml).join('\n');
}

function hex(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16)}`;
}

/** What could not be looked at is an error, as the word goes in JUnit; what was found is a failure. */
function kindOf(code: FindingCode): 'error' | 'failure' {
  return FINDING_CODES[code].bytes === 'unread' ? 'error' : 'failure';
}

function describe(event: FindingEvent, path: string): string {
  const { code, severity, detail } = event;
  const { wanted, found } = wantedAndFound(event, true);
  const state = stateText(event);
  const parts = [
    ...(detail === undefined ? [] : [detail]),
    ...(state === undefined ? [] : [state]),
    ...(wanted === undefined ? [] : [`wanted ${wanted}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
  ].map((part) => visibleUpTo(MOST_CHARS, part));
  return [`${severity} ${code}: ${path === '' ? './' : path}`, ...parts].join('; ');
}

/** The directory that a finding is about or lies in. */
function placeOf(code: FindingCode, path: string): string {
  if (isAboutDirectory(code)) return path;
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
