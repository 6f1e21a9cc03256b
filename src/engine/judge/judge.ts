/**
 * The judge turns what is known of one path (what is there, its manifest entry, what reading it established) into
 * findings. It is pure: no clock, no disk, no memory of other paths. What only several paths together show (moves,
 * losses, garbage directories) is found elsewhere.
 */
import type { FileEntry } from '../../model/entry.ts';
import type { EntrySource } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { failedSources } from './entry-source.ts';
import { judgeContent } from './judge-content.ts';
import { judgeWithProof } from './judge-entry.ts';
import { judgeNew } from './judge-new.ts';
import { leftover } from './leftover.ts';
import type { PathCase } from './path-case.ts';
import { missing, retyped, troubled } from './path-findings.ts';

/** Judges one path: its findings, integrity before content, none where all is as it should be. */
export function judge(known: PathCase): Finding[] {
  const { expected } = known;
  const findings = judgePath(known);
  if (expected === undefined) return findings;
  const beyond = beyondInventory(known.entry, expected);
  if (findings.length === 0) return beyond;
  const vouchers = failedSources(expected, known);
  return [...findings.map((each) => (isAgainstEntry(each) ? withVouchers(each, vouchers) : each)), ...beyond];
}

/** Names the voucher that a finding is about, and the others that say the same where the bytes differ or are gone. */
function withVouchers(each: Finding, [by, ...others]: readonly EntrySource[]): Finding {
  if (by === undefined) return each;
  const { bytes } = FINDING_CODES[each.code];
  const { code, severity, path, evidence = [], seen } = each;
  const isAgainstOthers = others.length > 0 && (bytes === 'differ' || bytes === 'gone');
  const all = isAgainstOthers ? [...evidence, { is: 'against', vouchers: others } as const] : evidence;
  // Written out: a copy with one more property has a shape of its own in V8, and there may be a million of these.
  return {
    code,
    severity,
    path,
    by,
    ...(all.length === 0 ? {} : { evidence: all }),
    ...(seen === undefined ? {} : { seen }),
  };
}

/** Returns what another voucher names and the closed inventory around it does not list. */
function beyondInventory(entry: FileEntry | undefined, { unlisted }: ManifestEntry): Finding[] {
  return entry === undefined || unlisted === undefined
    ? []
    : [finding('unexpected', entry.path, { by: unlisted })];
}

/** True for a finding against a manifest entry: about the path, or about what its content was when it was sealed. */
function isAgainstEntry({ code, evidence = [] }: Finding): boolean {
  return (
    FINDING_CODES[code].subject === 'integrity' ||
    evidence.some(({ is }) => is === 'turned' || is === 'gained' || is === 'entropy')
  );
}

function judgePath(known: PathCase): Finding[] {
  const { entry, expected } = known;
  const temporary = leftover(entry, expected);
  if (temporary !== undefined) return [temporary];
  if (entry === undefined) return expected === undefined ? [] : [missing(expected)];
  return judgeObstacle(entry, known) ?? judgeFacts(entry, known);
}

/** Returns the findings about what kept the path from being compared at all; undefined where nothing did. */
function judgeObstacle(entry: FileEntry, { expected, facts }: PathCase): Finding[] | undefined {
  const { trouble } = entry;
  if (trouble !== undefined) return trouble.above === undefined ? [troubled(entry, trouble)] : [];
  if (expected !== undefined && expected.kind !== entry.kind)
    return [retyped(expected, entry.kind), ...contentOf(entry, facts)];
  if (facts?.trouble !== undefined) return [troubled(entry, facts.trouble, facts.inFlight)];
  return facts === undefined || facts.kind === 'file' ? undefined : [retyped(entry, facts.kind)];
}

/** What was found of the content of a file that is there instead of something else. */
function contentOf(entry: FileEntry, facts: PathCase['facts']): Finding[] {
  if (facts === undefined) return [];
  if (facts.trouble !== undefined) return [troubled(entry, facts.trouble, facts.inFlight)];
  return facts.contentFinding === undefined ? [] : [{ ...facts.contentFinding, path: entry.path }];
}

function judgeFacts(entry: FileEntry, known: PathCase): Finding[] {
  const { expected, facts, scope, judgement } = known;
  const integrity =
    expected === undefined
      ? judgeNew({ entry, facts, judgement }, scope)
      : judgeWithProof(entry, expected, facts, judgement);
  if (facts === undefined || facts.matchedAtSecondRead === true) return integrity;
  const content = judgeContent(expected, facts);
  return content === undefined ? integrity : [...integrity, { ...content, path: entry.path }];
}
