import { parseProfile } from '../../detect/profile.ts';
import { profileChange } from '../../detect/profile-change.ts';
import type { ContentFinding } from '../../model/content.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
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
  const change = profileChange(before, after, expected.size === facts.size);
  return contentFinding === undefined || change?.severity === 'error' ? change : contentFinding;
}

function profileOf({ profile }: { readonly profile?: string | undefined }): ReturnType<typeof parseProfile> {
  return profile === undefined ? undefined : parseProfile(profile);
}
