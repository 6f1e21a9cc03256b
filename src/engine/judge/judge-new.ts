import type { FileEntry } from '../../model/entry.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { PathCase, Scope } from './path-case.ts';
import { unsettled } from './path-findings.ts';

type NewPath = Pick<PathCase, 'facts' | 'judgement'> & { readonly entry: FileEntry };

const SPECIAL: ReadonlySet<FileEntry['kind']> = new Set(['fifo', 'socket', 'device'] as const);

/** What each scope reports of a path that has no manifest entry; undefined where it has no rule for it. */
const RULES: Readonly<Record<Scope, (known: NewPath) => Finding[] | undefined>> = {
  closed: judgeInClosed,
  open: ({ entry, facts }) => (entry.kind === 'file' ? [unvouched(entry.path, facts)] : undefined),
  store: judgeInStore,
  none: () => undefined,
};

/** Returns the findings about a path that has no manifest entry. */
export function judgeNew(known: NewPath, scope: Scope): Finding[] {
  const { entry, facts } = known;
  if (facts?.unsettled === true) return [unsettled(entry.path, facts.inFlight)];
  return RULES[scope](known) ?? judgeAnywhere(entry);
}

function judgeAnywhere(entry: FileEntry): Finding[] {
  return SPECIAL.has(entry.kind) ? [finding('special-file', entry.path, { evidence: kindOf(entry) })] : [];
}

/** A file that no list names; one that the tool of its store has not finished was never to be named. */
function unvouched(path: FileEntry['path'], facts: NewPath['facts']): Finding {
  if (facts?.inFlight !== 'store') return finding('unvouched', path);
  return finding('unvouched', path, { severity: 'note', evidence: [{ is: 'in-flight' }] });
}

function judgeInClosed({ entry, facts }: NewPath): Finding[] | undefined {
  const { path, kind } = entry;
  if (facts?.store !== undefined && (facts.contentFinding === undefined || facts.inFlight === 'store')) {
    const evidence = [{ is: 'store-grows', store: facts.store }] as const;
    return [finding('unexpected', path, { severity: 'note', evidence })];
  }
  // A directory with content is reported by its content.
  if (kind === 'directory' && entry.empty !== true) return undefined;
  return [finding('unexpected', path, kind === 'file' ? {} : { evidence: kindOf(entry) })];
}

function judgeInStore({ entry, facts, judgement }: NewPath): Finding[] | undefined {
  if (entry.kind !== 'file') return undefined;
  if (judgement === 'proven' || facts?.contentFinding !== undefined) return [];
  const evidence = [{ is: 'unproven', by: 'store' }] as const;
  return [finding('unvouched', entry.path, { severity: 'note', evidence })];
}

function kindOf({ kind }: FileEntry): Evidence[] {
  return [{ is: 'kind', found: kind }];
}
