/**
 * The judge: what lies at a path, what was promised of it and what reading it established, turned into findings. It
 * promises to be a pure table: no clock, no disk, no memory of other paths. What only several paths together can show
 * (moves, losses, garbage directories) is not its matter.
 */
import { parseProfile } from '../../detect/profile.ts';
import { profileChange } from '../../detect/profile-change.ts';
import type { ContentClass, ContentFinding } from '../../model/content.ts';
import type { FileEntry, Trouble } from '../../model/entry.ts';
import { isOutsideBackup } from '../../model/errno.ts';
import type { Evidence } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';
import { describeMismatch } from './describe-mismatch.ts';
import { failed } from './failed-promise.ts';
import { leftover } from './leftover.ts';

/**
 * How what is not promised is seen: closed inventories forbid it, open lists do not name it, in a store it has to prove
 * itself, `none` asks nothing.
 */
export type Scope = 'closed' | 'open' | 'store' | 'none';

/** One path and everything known of it; `facts` are absent where the file held or nothing had to be read. */
export type PathCase = {
  readonly entry: FileEntry | undefined;
  readonly promised: ManifestEntry | undefined;
  readonly facts: FileFacts | undefined;
  readonly scope: Scope;
  /** What became of the look at its content. */
  readonly judgement?: ContentClass | undefined;
};

const GONE = new Set(['ENOENT', 'ENOTDIR']);

/** Judges one path: its findings, integrity before content, none where all is as it should be. */
export function judge(known: PathCase): Finding[] {
  const { promised } = known;
  const findings = judgePath(known);
  if (promised === undefined) return findings;
  const beyond = beyondInventory(known.entry, promised);
  if (findings.length === 0) return beyond;
  const by = failed(promised, known);
  return by === undefined
    ? [...findings, ...beyond]
    : [...findings.map((each) => (isAboutPromise(each) ? { ...each, by } : each)), ...beyond];
}

/** What another voucher names may still not be there: where a closed inventory does not list it. */
function beyondInventory(entry: FileEntry | undefined, { unlisted }: ManifestEntry): Finding[] {
  return entry === undefined || unlisted === undefined
    ? []
    : [finding('unexpected', entry.path, { by: unlisted })];
}

/** True for what is said against a promise: of the path, or of what its content was when it was sealed. */
function isAboutPromise({ code, evidence = [] }: Finding): boolean {
  return (
    FINDING_CODES[code].subject === 'integrity' ||
    evidence.some(({ is }) => is === 'turned' || is === 'gained' || is === 'entropy')
  );
}

function judgePath({ entry, promised, facts, scope, judgement }: PathCase): Finding[] {
  const temporary = leftover(entry, promised);
  if (temporary !== undefined) return [temporary];
  if (entry === undefined) return promised === undefined ? [] : [missing(promised)];
  if (entry.trouble !== undefined)
    return entry.trouble.above === undefined ? [troubled(entry, entry.trouble)] : [];
  if (promised !== undefined && promised.kind !== entry.kind) return [retyped(promised, entry.kind)];
  if (facts?.trouble !== undefined) return [troubled(entry, facts.trouble)];
  if (facts !== undefined && facts.kind !== 'file') return [retyped(entry, facts.kind)];
  const integrity =
    promised === undefined
      ? judgeNew(entry, facts, scope, judgement)
      : judgePromised(entry, promised, facts, judgement);
  if (facts === undefined || facts.matchedAtSecondRead === true) return integrity;
  const content = suspicionOf(promised, facts);
  return content === undefined ? integrity : [...integrity, { ...content, path: entry.path }];
}

/** What is said of the content by itself, or against what it was when it was promised: the worse of the two. */
function suspicionOf(promised: ManifestEntry | undefined, facts: FileFacts): ContentFinding | undefined {
  const { contentFinding: suspicion } = facts;
  if (promised === undefined || facts.matched === true || suspicion?.severity === 'error') return suspicion;
  if (suspicion?.code === 'empty-file' && (promised.size ?? 0) > 0)
    return { ...suspicion, severity: 'error' };
  const before = promised.profile === undefined ? undefined : parseProfile(promised.profile);
  const after = facts.profile === undefined ? undefined : parseProfile(facts.profile);
  if (before === undefined || after === undefined) return suspicion;
  if (suspicion?.code === 'random-filled' && before.dominant === 'R' && before.format === undefined)
    return undefined;
  const turn = profileChange(before, after, promised.size === facts.size);
  return suspicion === undefined || turn?.severity === 'error' ? turn : suspicion;
}

function judgeNew(
  entry: FileEntry,
  facts: FileFacts | undefined,
  scope: Scope,
  judgement: ContentClass | undefined,
): Finding[] {
  if (facts?.unsettled === true) return [unsettled(entry.path)];
  const isSpecial = entry.kind === 'fifo' || entry.kind === 'socket' || entry.kind === 'device';
  if (scope === 'closed' && facts?.store !== undefined && facts.contentFinding === undefined) {
    const evidence = [{ is: 'store-grows', store: facts.store }] as const;
    return [finding('unexpected', entry.path, { severity: 'note', evidence })];
  }
  if (scope === 'closed' && (entry.kind !== 'directory' || entry.empty === true)) {
    return [finding('unexpected', entry.path, entry.kind === 'file' ? {} : { evidence: kind(entry) })];
  }
  if (isSpecial) return [finding('special-file', entry.path, { evidence: kind(entry) })];
  if (scope === 'store' && entry.kind === 'file') {
    if (judgement === 'proven' || facts?.contentFinding !== undefined) return [];
    const evidence = [{ is: 'unproven', by: 'store' }] as const;
    return [finding('unvouched', entry.path, { severity: 'note', evidence })];
  }
  return scope === 'open' && entry.kind === 'file' ? [finding('unvouched', entry.path)] : [];
}

function judgePromised(
  entry: FileEntry,
  promised: ManifestEntry,
  facts: FileFacts | undefined,
  judgement: ContentClass | undefined,
): Finding[] {
  const findings = compareWithPromise(entry, promised, facts);
  if (findings.length > 0 || !isUncompared(promised, judgement) || facts?.contentFinding !== undefined)
    return findings;
  const evidence = [{ is: 'unproven', by: promised.size === undefined ? 'presence' : 'size' }] as const;
  return [finding('unvouched', entry.path, { severity: 'note', evidence })];
}

/** Returns whether a file was promised and nothing was at hand to compare its content with; an empty one needs no digest. */
export function isUncompared(promised: ManifestEntry, judgement: ContentClass | undefined): boolean {
  const { digests, proof, unreadable, size } = promised;
  const isBare = digests.length === 0 && proof !== true && unreadable === undefined && size !== 0;
  return promised.kind === 'file' && isBare && judgement !== 'proven';
}

function compareWithPromise(
  entry: FileEntry,
  promised: ManifestEntry,
  facts: FileFacts | undefined,
): Finding[] {
  const { path } = entry;
  if (promised.kind === 'link' && promised.target !== entry.target) {
    const target = { is: 'target', wanted: promised.target ?? '', found: entry.target ?? '' } as const;
    return [finding('relinked', path, { evidence: [target] })];
  }
  if (promised.kind !== 'file') return [];
  if (promised.unreadable !== undefined) {
    const line = promised.by?.format === 'checksum-list' ? promised.line : undefined;
    const at = line === undefined ? {} : { line };
    const evidence = [{ is: 'unread-at-seal', code: promised.unreadable, ...at }] as const;
    return [finding('unvouched', path, { evidence })];
  }
  if (facts === undefined || facts.matched === true) return [];
  if (facts.unsettled === true) return [unsettled(path)];
  if (facts.matchedAtSecondRead === true) {
    return [finding('unsettled', path, { evidence: [{ is: 'restless', how: 'held-at-second-read' }] })];
  }
  const evidence = describeMismatch(promised, facts);
  if (promised.size !== undefined && facts.size !== promised.size) {
    const code = facts.size < promised.size ? 'truncated' : 'grown';
    const size = { is: 'size', wanted: promised.size, found: facts.size } as const;
    return [finding(code, path, { evidence: [size, ...evidence] })];
  }
  if (promised.digests.every((digest) => isAmong(facts.digests, digest)))
    return promised.proof === true ? notProven(path, facts) : [];
  const code =
    promised.mtime !== undefined && isSameTime(promised.mtime, facts.mtime) ? 'corrupt' : 'changed';
  return [finding(code, path, { evidence: [...differing(promised, facts), ...evidence] })];
}

function isAmong(digests: readonly Digest[], { algorithm, hex }: Digest): boolean {
  return digests.some((digest) => digest.algorithm === algorithm && digest.hex === hex);
}

/** What is wrong with its content says why; else nobody could look into it. */
function notProven(path: string, { contentFinding: suspicion }: FileFacts): Finding[] {
  if (suspicion !== undefined && suspicion.severity !== 'note') return [];
  return [finding('unvouched', path, { evidence: [{ is: 'unproven', by: 'manifest' }] })];
}

function unsettled(path: string): Finding {
  return finding('unsettled', path, { evidence: [{ is: 'restless', how: 'moved-twice' }] });
}

function missing(promised: ManifestEntry): Finding {
  const { path, digests } = promised;
  if (promised.kind !== 'file')
    return finding('missing', path, { evidence: [{ is: 'kind', wanted: promised.kind }] });
  const [wanted] = digests;
  return finding('missing', path, wanted === undefined ? {} : { evidence: [{ is: 'digest', wanted }] });
}

function retyped(promised: Pick<ManifestEntry, 'path' | 'kind'>, found: FileEntry['kind']): Finding {
  return finding('retyped', promised.path, { evidence: [{ is: 'kind', wanted: promised.kind, found }] });
}

function troubled(entry: FileEntry, { code, doing }: Trouble): Finding {
  if (GONE.has(code)) return finding('unsettled', entry.path, { evidence: [{ is: 'vanished', code }] });
  const evidence = [{ is: 'trouble', code, doing }] as const;
  return finding(isOutsideBackup(code) ? 'denied' : 'unreadable', entry.path, { evidence });
}

function kind({ kind: found }: FileEntry): Evidence[] {
  return [{ is: 'kind', found }];
}

function differing(promised: ManifestEntry, facts: FileFacts): Evidence[] {
  const found = new Map(facts.digests.map((digest) => [digest.algorithm, digest]));
  const wanted = promised.digests.find(({ algorithm, hex }) => {
    const digest = found.get(algorithm);
    return digest !== undefined && digest.hex !== hex;
  });
  const other = wanted === undefined ? undefined : found.get(wanted.algorithm);
  return wanted === undefined || other === undefined ? [] : [{ is: 'digest', wanted, found: other }];
}

const TOLERANCE_SECONDS = 2;

/** Copies keep mtimes to two seconds at worst (FAT). */
function isSameTime(a: string, b: string): boolean {
  return Math.abs(Number(a) - Number(b)) <= TOLERANCE_SECONDS;
}
