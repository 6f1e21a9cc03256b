import type { ContentFinding } from '../model/content.ts';
import type { ContentEvidence, RangeContent } from '../model/evidence.ts';
import type { FindingCode, Severity } from '../model/finding.ts';
import type { Profile } from './profile.ts';

const RANDOM_GAIN = 0.2;
const ZERO_GAIN = 0.25;
const ENTROPY_GAIN = 1;

/**
 * Compares two profiles of one path: whether its content turned to garbage. Ordinary change (edits, growth, a live
 * database) is not reported: over eight releases of a language's source tree no class of blocks ever changed, and no
 * text got a random or zero block. An error where plain content is now random or fill, or its format is lost; a warning
 * where much of it is, or where it is of another format, even of one that proves itself; text that is something else now,
 * where its name demands text (`isMisnamed`): programs take the place of scripts.
 */
export function profileChange(
  before: Profile,
  after: Profile,
  isSameSize: boolean,
  isMisnamed = false,
): ContentFinding | undefined {
  if (after.dominant === '-' || HAD_NOTHING.has(before.dominant)) return undefined;
  const lost = lostFormat(before, after) ?? (isMisnamed ? lostText(before, after) : undefined);
  if (after.verdict === 'proven') return lost;
  return lostClass(before, after) ?? lost ?? gained(before, after, isSameSize);
}

/** Where there was no content before, there is none to lose. */
const HAD_NOTHING = new Set(['Z', 'C', '-']);

const FILLS: Readonly<Record<string, { readonly code: FindingCode; readonly is: RangeContent }>> = {
  R: { code: 'random-filled', is: 'random' },
  Z: { code: 'zero-holes', is: 'zeros' },
  C: { code: 'constant-filled', is: 'pattern' },
};

function lostClass(before: Profile, after: Profile): ContentFinding | undefined {
  const fill = FILLS[after.dominant];
  const wasPlain = before.dominant === 'T' || before.dominant === 'B';
  if (fill === undefined || !wasPlain || isExcused(after, fill.code)) return undefined;
  if (after.verdict === 'encrypted') return undefined;
  // A binary file of an unknown format may have space in it that was never used.
  const severity = fill.code === 'random-filled' || !isUnknown(before) ? 'error' : 'warning';
  return tell(fill.code, severity, turned(before, { mostly: fill.is }));
}

/** Returns whether a change is normal: zeros in paged formats, random bytes in dense ones. */
function isExcused(after: Profile, code: FindingCode): boolean {
  return after.traits.includes(code === 'random-filled' ? 'dense' : 'paged');
}

function lostFormat(before: Profile, after: Profile): ContentFinding | undefined {
  if (before.format === undefined || before.format === after.format || isText(before)) return undefined;
  if (after.format === undefined && after.dominant !== 'T')
    return tell('wrong-type', 'error', turned(before));
  return tell('wrong-type', 'warning', turned(before, formatNow(after)));
}

function lostText(before: Profile, after: Profile): ContentFinding | undefined {
  if (!isText(before) || isText(after) || after.format === undefined) return undefined;
  return tell('wrong-type', 'warning', turned(before, formatNow(after)));
}

function gained(before: Profile, after: Profile, isSameSize: boolean): ContentFinding | undefined {
  if (isText(before) && after.verdict === 'encrypted')
    return tell('wrong-type', 'warning', turned(before, formatNow(after)));
  const isDense = before.traits.includes('dense') || after.traits.includes('dense');
  const isPaged = before.traits.includes('paged') || after.traits.includes('paged');
  if (after.verdict === 'encrypted' || isDense) return undefined;
  const random = share(after, 'R') - share(before, 'R');
  if (random >= RANDOM_GAIN)
    return tell('partly-encrypted', 'warning', { is: 'gained', of: 'random', share: random });
  const zeros = share(after, 'Z') - share(before, 'Z');
  if (zeros >= ZERO_GAIN && !isPaged)
    return tell('zero-holes', 'warning', { is: 'gained', of: 'zeros', share: zeros });
  if (!isSameSize || before.entropy === undefined || after.entropy === undefined) return undefined;
  if (after.entropy - before.entropy < ENTROPY_GAIN) return undefined;
  return tell('partly-encrypted', 'warning', {
    is: 'entropy',
    before: before.entropy,
    after: after.entropy,
  });
}

function isUnknown({ dominant, format }: Profile): boolean {
  return dominant !== 'T' && format === undefined;
}

function isText({ dominant, format, traits }: Profile): boolean {
  return dominant === 'T' || format === 'text' || traits.includes('text');
}

type Turned = Extract<ContentEvidence, { readonly is: 'turned' }>;

function turned(before: Profile, now: Pick<Turned, 'after' | 'mostly'> = {}): Turned {
  const format = formatOf(before);
  return { is: 'turned', ...(format === undefined ? {} : { before: format }), ...now };
}

function formatNow(after: Profile): Pick<Turned, 'after'> {
  const format = formatOf(after);
  return format === undefined ? {} : { after: format };
}

function formatOf(profile: Profile): string | undefined {
  return profile.format ?? (isText(profile) ? 'text' : undefined);
}

function share({ blocks }: Profile, name: string): number {
  const all = [...blocks.values()].reduce((sum, n) => sum + n, 0);
  return all === 0 ? 0 : (blocks.get(name) ?? 0) / all;
}

function tell(code: FindingCode, severity: Severity, evidence: ContentEvidence): ContentFinding {
  return { code, severity, evidence: [evidence] };
}
