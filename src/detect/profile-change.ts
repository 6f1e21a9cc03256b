import type { ContentFinding } from '../model/content.ts';
import type { FindingCode, Severity } from '../model/finding.ts';
import type { Profile } from './profile.ts';

const RANDOM_GAIN = 0.2;
const ZERO_GAIN = 0.25;
const ENTROPY_GAIN = 1;

/**
 * Compares two profiles of one path: whether its content turned to garbage. Ordinary change (edits, growth, a live
 * database) is not reported: over eight releases of a language's source tree no class of blocks ever changed, and no
 * text got a random or zero block. An error where plain content is now random or fill, or its format is lost; a warning
 * where much of it is; nothing where the new content proves itself.
 */
export function profileChange(
  before: Profile,
  after: Profile,
  isSameSize: boolean,
): ContentFinding | undefined {
  if (after.verdict === 'proven' || after.dominant === '-' || HAD_NOTHING.has(before.dominant))
    return undefined;
  return lostClass(before, after) ?? lostFormat(before, after) ?? gained(before, after, isSameSize);
}

/** Where there was no content before, there is none to lose. */
const HAD_NOTHING = new Set(['Z', 'C', '-']);

const FILLS: Readonly<Record<string, { readonly code: FindingCode; readonly is: string }>> = {
  R: { code: 'random-filled', is: 'random' },
  Z: { code: 'zero-holes', is: 'zeros' },
  C: { code: 'constant-filled', is: 'one pattern' },
};

function lostClass(before: Profile, after: Profile): ContentFinding | undefined {
  const fill = FILLS[after.dominant];
  const wasPlain = before.dominant === 'T' || before.dominant === 'B';
  if (fill === undefined || !wasPlain || isExcused(after, fill.code)) return undefined;
  if (after.verdict === 'encrypted') return undefined;
  // A binary file of an unknown format may have space in it that was never used.
  const severity = fill.code === 'random-filled' || !isUnknown(before) ? 'error' : 'warning';
  return tell(fill.code, severity, `${describe(before)} when it was sealed, now mostly ${fill.is}`);
}

/** Returns whether a change is normal: zeros in paged formats, random bytes in dense ones. */
function isExcused(after: Profile, code: FindingCode): boolean {
  return after.traits.includes(code === 'random-filled' ? 'dense' : 'paged');
}

function lostFormat(before: Profile, after: Profile): ContentFinding | undefined {
  if (before.format === undefined || before.format === after.format || isText(before)) return undefined;
  if (after.format === undefined && after.dominant !== 'T')
    return tell('wrong-type', 'error', `${before.format} when it was sealed, no known format now`);
  return tell('wrong-type', 'warning', `${before.format} when it was sealed, ${describe(after)} now`);
}

function gained(before: Profile, after: Profile, isSameSize: boolean): ContentFinding | undefined {
  if (isText(before) && after.verdict === 'encrypted')
    return tell('wrong-type', 'warning', `${describe(before)} when it was sealed, ${describe(after)} now`);
  const isDense = before.traits.includes('dense') || after.traits.includes('dense');
  const isPaged = before.traits.includes('paged') || after.traits.includes('paged');
  if (after.verdict === 'encrypted' || isDense) return undefined;
  const random = share(after, 'R') - share(before, 'R');
  if (random >= RANDOM_GAIN)
    return tell(
      'partly-encrypted',
      'warning',
      `${percent(random)} more of its blocks are random than when it was sealed`,
    );
  const zeros = share(after, 'Z') - share(before, 'Z');
  if (zeros >= ZERO_GAIN && !isPaged)
    return tell(
      'zero-holes',
      'warning',
      `${percent(zeros)} more of its blocks are zeros than when it was sealed`,
    );
  if (!isSameSize || before.entropy === undefined || after.entropy === undefined) return undefined;
  if (after.entropy - before.entropy < ENTROPY_GAIN) return undefined;
  const figures = `${before.entropy.toFixed(2)} to ${after.entropy.toFixed(2)} bits per byte`;
  return tell('partly-encrypted', 'warning', `the size is the same, but the entropy rose from ${figures}`);
}

function isUnknown({ dominant, format }: Profile): boolean {
  return dominant !== 'T' && format === undefined;
}

function isText({ dominant, format, traits }: Profile): boolean {
  return dominant === 'T' || format === 'text' || traits.includes('text');
}

function describe(profile: Profile): string {
  return profile.format ?? (isText(profile) ? 'text' : 'of no known format');
}

function share({ blocks }: Profile, name: string): number {
  const all = [...blocks.values()].reduce((sum, n) => sum + n, 0);
  return all === 0 ? 0 : (blocks.get(name) ?? 0) / all;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

function tell(code: FindingCode, severity: Severity, detail: string): ContentFinding {
  return { code, severity, detail };
}
