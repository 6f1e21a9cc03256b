import { type Bearing, QUESTIONS, type Question } from '../model/code-row.ts';
import type { BeginEvent, EndEvent, VoucherSummary } from '../model/event.ts';
import { FINDING_CODES, type FindingCode, type Severity } from '../model/finding.ts';
import { sumOf } from './content-table.ts';
import { unreadOf } from './spread-text.ts';
import { byUrgency, sumByCode } from './urgency.ts';

/** What a run answers to a question: `in part` is a yes that does not go for everything. */
export type AnswerWord = 'yes' | 'no' | 'in part' | 'not asked' | 'unknown';

/** Why an answer goes no further than it does, where no finding says it. */
export type AnswerLimit =
  | 'scan'
  | 'seal'
  | 'compare'
  | 'no-voucher'
  | 'untrusted'
  | 'listed-paths'
  | 'shard'
  | 'unseen'
  | 'left-out'
  | 'retention'
  | 'open-inventory'
  | 'partial-inventory'
  | 'no-inventory'
  | 'nothing-compared'
  | 'partly-compared'
  | 'spread'
  | 'interrupted'
  | 'unread'
  | 'garbage'
  | 'suspect'
  | 'partly-judged'
  | 'not-judged'
  | 'nothing-examined'
  | 'held'
  | 'not-signed'
  | 'not-checked';

/** The answer to one question; `findings` are the codes that speak against a yes, with their counts, the most urgent first. */
export type Answer = {
  readonly question: Question;
  readonly is: AnswerWord;
  readonly findings: readonly (readonly [code: FindingCode, count: number])[];
  readonly limits: readonly AnswerLimit[];
  /** Who signed what vouches, each with the key, where that was checked. */
  readonly signers?: readonly string[];
};

/** How many findings of one code and severity there were. */
export type CountedFinding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly count: number;
};

/** An answer before the findings are weighed; nothing changes it where it is final. */
type Base = {
  readonly is: AnswerWord;
  readonly limits: readonly AnswerLimit[];
  readonly isFinal?: true;
  readonly signers?: readonly string[];
};

const BASES: Readonly<Record<Question, (begin: BeginEvent, end: EndEvent) => Base>> = {
  intact: (begin, end) => withoutManifest(begin, end) ?? intact(begin, end),
  complete: (begin, end) => withoutManifest(begin, end) ?? complete(begin, end),
  plausible,
  authentic,
};

/** Limits that the findings, where there are any, name more exactly. */
const EXPLAINED: ReadonlySet<AnswerLimit> = new Set(['suspect', 'unread']);

/** Returns what a run that came to its end answers, one answer for each question in their order: the one place that decides it. */
export function answersOf(
  begin: BeginEvent,
  end: EndEvent,
  counted: readonly CountedFinding[],
): readonly Answer[] {
  return QUESTIONS.map((question) => weigh(question, BASES[question](begin, end), counted));
}

function weigh(
  question: Question,
  { is, limits, isFinal, signers }: Base,
  counted: readonly CountedFinding[],
): Answer {
  const told = { question, limits, findings: [], ...(signers === undefined ? {} : { signers }) };
  if (isFinal === true) return { ...told, is };
  const bearing = (effect: Bearing): CountedFinding[] =>
    counted.filter(({ code, severity }) => bearingOf(code, severity, question) === effect);
  const against = bearing('no');
  if (against.length > 0 || is === 'no') return { ...told, is: 'no', findings: sums(against) };
  const doubts = bearing('unknown');
  if (doubts.length > 0) return { ...told, is: 'unknown', findings: sums(doubts) };
  const partly = bearing('in part');
  const isDoubtful = partly.some(({ code }) => FINDING_CODES[code].bears[question] === 'no');
  if (partly.length === 0 || (is !== 'yes' && is !== 'in part' && !isDoubtful)) return { ...told, is };
  const unexplained = limits.filter((limit) => !EXPLAINED.has(limit));
  return { ...told, is: 'in part', limits: unexplained, findings: sums(partly) };
}

/** What a finding makes of a question; a note makes nothing of it, and a warning proves no garbage. */
function bearingOf(code: FindingCode, severity: Severity, question: Question): Bearing | undefined {
  if (severity === 'note') return undefined;
  const bearing = FINDING_CODES[code].bears[question];
  return question === 'plausible' && bearing === 'no' && severity === 'warning' ? 'in part' : bearing;
}

function sums(counted: readonly CountedFinding[]): Answer['findings'] {
  return byUrgency(sumByCode(counted)).map(({ code, count }) => [code, count]);
}

/** The answer where there is no manifest that a tree could be compared with. */
function withoutManifest({ command, vouchers }: BeginEvent, { verdict }: EndEvent): Base | undefined {
  const isSealedAlone = command === 'seal' && vouchers.length === 0;
  if (command === 'scan' || isSealedAlone || command === 'compare')
    return { is: 'not asked', limits: [command], isFinal: true };
  if (vouchers.length === 0) return { is: 'unknown', limits: ['no-voucher'], isFinal: true };
  return verdict === 'untrusted' ? { is: 'unknown', limits: ['untrusted'], isFinal: true } : undefined;
}

function intact(begin: BeginEvent, end: EndEvent): Base {
  const { files, coverage, held = 0 } = end;
  // A seal takes the digests of all files, and compares those that a list in the tree names.
  const compared = begin.command === 'seal' ? held : coverage.files;
  if (compared === 0) return { is: 'unknown', limits: ['nothing-compared'] };
  return upTo([
    ...(compared < files ? (['partly-compared'] as const) : []),
    ...(unreadOf(end).files > 0 ? (['spread'] as const) : []),
    ...cuts(begin, end),
  ]);
}

/** What those who vouch can say together of what must be there. */
function complete(begin: BeginEvent, end: EndEvent): Base {
  const { vouchers, filesFrom } = begin;
  if (filesFrom !== undefined) return { is: 'not asked', limits: ['listed-paths'] };
  const count = (word: VoucherSummary['answers'][number]): number =>
    vouchers.filter(({ answers }) => answers.includes(word)).length;
  const [closed, named] = [count('complete'), count('named')];
  if (closed + named === 0) return { is: 'unknown', limits: ['no-inventory'] };
  const narrowed = [
    ...(isNarrowed(begin) ? (['left-out'] as const) : []),
    ...(vouchers.some(({ retention }) => retention !== undefined) ? (['retention'] as const) : []),
    ...(end.unseen === undefined ? [] : (['unseen'] as const)),
  ];
  if (closed + named < vouchers.length) return upTo(['partial-inventory', ...narrowed, ...cuts(begin, end)]);
  return upTo([...(named > 0 ? (['open-inventory'] as const) : []), ...narrowed, ...cuts(begin, end)]);
}

/** Whether something below the root was left out, now or when what vouches was made. */
function isNarrowed({ scope = {}, vouchers }: BeginEvent): boolean {
  const { exclude = [], oneFileSystem } = scope;
  return exclude.length > 0 || oneFileSystem === true || vouchers.some((each) => each.exclude !== undefined);
}

function plausible(begin: BeginEvent, end: EndEvent): Base {
  const { judged = {} } = end;
  const all = sumOf(judged);
  const [unknown, doubtful] = [judged.unknown?.files ?? 0, judged.suspect?.files ?? 0];
  if (all.files === 0 && end.coverage.files > 0 && begin.command === 'verify')
    return { is: 'not asked', limits: ['held'] };
  if (all.files === 0 && begin.command === 'compare') return { is: 'not asked', limits: ['compare'] };
  if (all.files === 0) return { is: 'unknown', limits: ['nothing-examined'] };
  if (judged.garbage !== undefined) return { is: 'no', limits: ['garbage'] };
  if (unknown === all.files) return { is: 'unknown', limits: ['not-judged'] };
  return upTo([
    ...(doubtful > 0 ? (['suspect'] as const) : []),
    ...(unknown > 0 ? (['partly-judged'] as const) : []),
    ...cuts(begin, end),
  ]);
}

function authentic({ command, vouchers }: BeginEvent): Base {
  if (command === 'scan' || command === 'seal' || command === 'compare')
    return { is: 'not asked', limits: [command], isFinal: true };
  if (vouchers.length === 0) return { is: 'unknown', limits: ['no-voucher'] };
  const signatures = vouchers.flatMap(({ signature }) => signature ?? []);
  const signers = signatures.flatMap((each) => (each.is === 'valid' ? [`${each.by} (${each.key})`] : []));
  if (signers.length === vouchers.length) return { is: 'yes', limits: [], signers: [...new Set(signers)] };
  return { is: 'unknown', limits: [signatures.length > 0 ? 'not-checked' : 'not-signed'] };
}

/** What a run left out of every question. */
function cuts({ filesFrom, shard }: BeginEvent, { interrupted, verdict }: EndEvent): AnswerLimit[] {
  return [
    ...(filesFrom === undefined ? [] : (['listed-paths'] as const)),
    ...(shard === undefined ? [] : (['shard'] as const)),
    ...(interrupted === true
      ? (['interrupted'] as const)
      : verdict === 'incomplete'
        ? (['unread'] as const)
        : []),
  ];
}

function upTo(limits: readonly AnswerLimit[]): Base {
  return { is: limits.length === 0 ? 'yes' : 'in part', limits };
}
