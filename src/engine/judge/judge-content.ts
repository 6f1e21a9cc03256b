import { parseProfile } from '../../detect/profile.ts';
import { profileChange } from '../../detect/profile-change.ts';
import type { ContentFinding } from '../../model/content.ts';
import { evidenceOf } from '../../model/evidence.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { severityRank } from '../../model/severity.ts';
import type { FileFacts } from '../../read/jobs.ts';

/**
 * Returns the finding about a file's content: the detector's own, or how the content changed since it was sealed,
 * whichever is worse; undefined where there is none.
 */
export function judgeContent(
  expected: ManifestEntry | undefined,
  facts: FileFacts,
): ContentFinding | undefined {
  const { contentFinding } = facts;
  if (expected === undefined || facts.matched === true || contentFinding?.severity === 'error')
    return contentFinding;
  if (contentFinding?.code === 'empty-file' && (expected.size ?? 0) > 0)
    return { ...contentFinding, severity: 'error' };
  return compareProfiles(expected, facts);
}

function compareProfiles(expected: ManifestEntry, facts: FileFacts): ContentFinding | undefined {
  const { contentFinding } = facts;
  const before = profileOf(expected);
  const after = profileOf(facts);
  if (before === undefined || after === undefined) return contentFinding;
  const wasRandom = before.dominant === 'R' && before.format === undefined;
  if (wasRandom && contentFinding?.code === 'random-filled') return undefined;
  const isMisnamed = evidenceOf(contentFinding?.evidence, 'type')?.isOther === true;
  const change = profileChange(before, after, expected.size === facts.size, isMisnamed);
  return worse(contentFinding, change);
}

/** Returns the finding of the worse severity, the first of two that are equally bad. */
function worse(a: ContentFinding | undefined, b: ContentFinding | undefined): ContentFinding | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return severityRank(b.severity) > severityRank(a.severity) ? b : a;
}

function profileOf({ profile }: { readonly profile?: string | undefined }): ReturnType<typeof parseProfile> {
  return profile === undefined ? undefined : parseProfile(profile);
}
