import type { ContentClass } from '../../model/content.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { hasDigest, type ManifestEntry } from '../../model/manifest.ts';
import { isSameTime } from '../../model/mtime.ts';
import { type FileFacts, NO_FACTS } from '../../read/jobs.ts';
import { describeMismatch } from './describe-mismatch.ts';
import { unsettled } from './path-findings.ts';

/** Returns how a path differs from its manifest entry of the same kind; an empty list where it matches. */
function judgeAgainstEntry(
  entry: FileEntry,
  expected: ManifestEntry,
  facts: FileFacts | undefined,
): Finding[] {
  if (expected.kind === 'link') return judgeLink(entry, expected);
  return expected.kind === 'file' ? judgeFile(entry.path, expected, facts) : [];
}

/** Returns the same, with a note for a file that is there although nothing was at hand to compare its content with. */
export function judgeWithProof(
  entry: FileEntry,
  expected: ManifestEntry,
  facts: FileFacts | undefined,
  judgement: ContentClass | undefined,
): Finding[] {
  const findings = judgeAgainstEntry(entry, expected, facts);
  if (findings.length > 0 || !isUncompared(expected, judgement) || facts?.contentFinding !== undefined)
    return findings;
  const evidence = [{ is: 'unproven', by: expected.size === undefined ? 'presence' : 'size' }] as const;
  return [finding('unvouched', entry.path, { severity: 'note', evidence })];
}

/** Returns whether a listed file has nothing to compare its content with; an empty one needs no digest. */
export function isUncompared(expected: ManifestEntry, judgement: ContentClass | undefined): boolean {
  const { kind, digests, proof, unreadable, size } = expected;
  const isBare = digests.length === 0 && proof !== true && unreadable === undefined && size !== 0;
  return kind === 'file' && isBare && judgement !== 'proven';
}

function judgeLink({ path, target: found }: FileEntry, { target: wanted }: ManifestEntry): Finding[] {
  if (wanted === found) return [];
  const evidence = [{ is: 'target', wanted: wanted ?? '', found: found ?? '' }] as const;
  return [finding('relinked', path, { evidence })];
}

function judgeFile(path: string, expected: ManifestEntry, facts: FileFacts | undefined): Finding[] {
  if (expected.unreadable !== undefined) {
    const line = expected.by?.format === 'checksum-list' ? expected.line : undefined;
    const at = line === undefined ? {} : { line };
    const evidence = [{ is: 'unread-at-seal', code: expected.unreadable, ...at }] as const;
    return [finding('unvouched', path, { evidence })];
  }
  if (facts === undefined || facts.matched === true) return [];
  if (facts.unsettled === true) return [unsettled(path)];
  if (facts.matchedAtSecondRead === true) {
    return [finding('unsettled', path, { evidence: [{ is: 'restless', how: 'held-at-second-read' }] })];
  }
  return judgeSize(path, expected, facts) ?? judgeBytes(path, expected, facts);
}

function judgeSize(path: string, expected: ManifestEntry, facts: FileFacts): Finding[] | undefined {
  const [wanted, found] = [expected.size, facts.size];
  if (wanted === undefined || found === wanted) return undefined;
  const evidence = [
    { is: 'size', wanted, found } as const,
    states(expected, facts),
    ...describeMismatch(expected, facts),
  ];
  return [finding(found < wanted ? 'truncated' : 'grown', path, { evidence })];
}

function judgeBytes(path: string, expected: ManifestEntry, facts: FileFacts): Finding[] {
  if (expected.digests.every((digest) => hasDigest(facts.digests, digest)))
    return expected.proof === true ? judgeProof(path, facts) : [];
  const failed = whatFailed(expected, facts);
  const isSilent = failed.every(
    ({ mtime }) => mtime !== undefined && isSameTime(Number(mtime), Number(facts.mtime)),
  );
  const evidence = [
    ...differingDigest(expected, facts),
    states({ ...expected, mtime: failed[0]?.mtime }, facts),
    ...describeMismatch(expected, facts),
  ];
  return [finding(isSilent ? 'corrupt' : 'changed', path, { evidence })];
}

/** The entries whose digests a file does not have: of several vouchers, each speaks for its own alone. */
function whatFailed(expected: ManifestEntry, facts: FileFacts): readonly ManifestEntry[] {
  const { each = [expected] } = expected;
  const failed = each.filter(({ digests }) => digests.some((digest) => !hasDigest(facts.digests, digest)));
  return failed.length === 0 ? [expected] : failed;
}

/** A fault of the content explains why it is not proven; without one, its content could not be checked. */
function judgeProof(path: string, { contentFinding }: FileFacts): Finding[] {
  if (contentFinding !== undefined && contentFinding.severity !== 'note') return [];
  return [finding('unvouched', path, { evidence: [{ is: 'unproven', by: 'manifest' }] })];
}

function differingDigest(expected: ManifestEntry, facts: FileFacts): Evidence[] {
  const computed = new Map(facts.digests.map((digest) => [digest.algorithm, digest]));
  for (const wanted of expected.digests) {
    const found = computed.get(wanted.algorithm);
    if (found !== undefined && found.hex !== wanted.hex) return [{ is: 'digest', wanted, found }];
  }
  return [];
}

/** The sizes and dates of what failed and of what is there. */
function states({ size, mtime }: ManifestEntry, facts: FileFacts): Evidence {
  return {
    is: 'state',
    wanted: {
      ...(size === undefined ? {} : { size }),
      ...(mtime === undefined ? {} : { mtime }),
    },
    found: { size: facts.size, ...(facts.mtime === NO_FACTS.mtime ? {} : { mtime: facts.mtime }) },
  };
}
