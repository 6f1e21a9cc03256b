import { formatCount, formatNumber } from '../../../model/counts.ts';
import type { FindingCode, Severity } from '../../../model/finding.ts';
import { describeCounts } from '../../run-splitter.ts';
import { advising, sumByCode, urgency } from '../../urgency.ts';

const MOST_CASES = 1000;
const MOST_LINES = 20;
const MOST_CHARS = 8_000_000;

/** What is wrong in a case: its first code, a message with codes and counts, and lines that name the findings. */
export type Complaint = {
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
};

/** One test case; `notes` are the findings that fail nothing. */
export type TestCase = {
  readonly name: string;
  readonly error?: Complaint;
  readonly failure?: Complaint;
  readonly notes?: readonly string[];
};

/** What a finding is to a case: something wrong, or something that could not be looked at. */
export type CaseFinding = {
  readonly kind: 'error' | 'failure';
  readonly severity: Severity;
  readonly code: FindingCode;
};

/** The cases of one run within bounds. */
export type Cases = {
  /** A directory was read. */
  left(name: string): void;
  /** `describe` is asked only where there is room. */
  found(name: string, finding: CaseFinding, describe: () => string): void;
  all(failing: ReadonlySet<Severity>): TestCase[];
};

type Line = CaseFinding & { readonly text: string };
type Counted = CaseFinding & { count: number };
type Directory = { readonly lines: Line[]; readonly counts: Map<string, Counted> };

/** Gathers findings by directory within bounds: so many directories, lines and characters, and counts of all the rest. */
export function createCases(): Cases {
  const directories = new Map<string, Directory>();
  const read = new Set<string>();
  const others: Directory = { lines: [], counts: new Map() };
  let unlisted = 0;
  let chars = 0;
  const codes = new Set<FindingCode>();
  return {
    left(name) {
      if (directories.has(name)) return;
      if (read.size < MOST_CASES) read.add(name);
      else unlisted += 1;
    },
    found(name, finding, describe) {
      const directory = directories.get(name) ?? open(name);
      count(directory, finding);
      codes.add(finding.code);
      if (directory.lines.length >= MOST_LINES || chars >= MOST_CHARS) return;
      const text = describe();
      chars += text.length;
      directory.lines.push({ ...finding, text });
    },
    all: (failing) => [
      ...[...directories].map(([name, directory]) => caseOf(titleOf(name), directory, rulesOf(failing))),
      ...(others.counts.size === 0
        ? []
        : [caseOf('(all other directories with findings)', others, rulesOf(failing))]),
      ...[...read].filter((name) => !directories.has(name)).map((name) => ({ name: titleOf(name) })),
      ...(unlisted === 0 ? [] : [{ name: `(${formatCount(unlisted)} directories that are not listed)` }]),
    ],
  };

  function rulesOf(failing: ReadonlySet<Severity>): Rules {
    return { failing, adviceOf: advising(codes) };
  }

  function open(name: string): Directory {
    if (directories.size >= MOST_CASES) return others;
    const directory: Directory = { lines: [], counts: new Map() };
    directories.set(name, directory);
    return directory;
  }
}

function titleOf(directory: string): string {
  return directory === '' ? './' : `${directory}/`;
}

function count({ counts }: Directory, { kind, severity, code }: CaseFinding): void {
  const key = `${severity} ${code}`;
  const counted = counts.get(key) ?? { kind, severity, code, count: 0 };
  counted.count += 1;
  counts.set(key, counted);
}

function mostUrgent(a: CaseFinding, b: CaseFinding): number {
  return urgency(b.code) - urgency(a.code);
}

/** Which severities fail a case, and what to do about a code. */
type Rules = {
  readonly failing: ReadonlySet<Severity>;
  readonly adviceOf: ReturnType<typeof advising>;
};

function caseOf(name: string, { lines, counts }: Directory, { failing, adviceOf }: Rules): TestCase {
  const told = [...counts.values()].toSorted(mostUrgent);
  const parts = (isPart: (finding: CaseFinding) => boolean): Complaint[] => {
    const counted = told.filter(isPart);
    if (counted.length === 0) return [];
    const named = lines
      .filter(isPart)
      .toSorted(mostUrgent)
      .map(({ text, code }) => {
        const advice = adviceOf(code);
        return advice === undefined ? text : `${text}; ${advice}`;
      });
    const left = counted.reduce((sum, each) => sum + each.count, 0) - named.length;
    const message = describeCounts(sumByCode(counted));
    return [
      {
        type: counted[0]?.code ?? message,
        message,
        lines: left > 0 ? [...named, `and ${formatNumber(left, 'more finding')}`] : named,
      },
    ];
  };
  const [error] = parts(({ kind, severity }) => failing.has(severity) && kind === 'error');
  const [failure] = parts(({ kind, severity }) => failing.has(severity) && kind === 'failure');
  const [notes] = parts(({ severity }) => !failing.has(severity));
  return {
    name,
    ...(error === undefined ? {} : { error }),
    ...(failure === undefined ? {} : { failure }),
    ...(notes === undefined ? {} : { notes: notes.lines }),
  };
}
