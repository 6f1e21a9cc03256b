/**
 * The detectors: each examines what the survey of one file found and reports at most one thing. They guarantee evidence
 * (offsets, lengths, first bytes) and aim for few false alarms; they cannot detect damage that leaves the statistics of
 * a file unchanged: that is what digests are for.
 */
import type { Content, ContentFinding } from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';
import { brokenStructure } from './broken-structure.ts';
import { constantFilled } from './constant-filled.ts';
import type { Detector } from './detector.ts';
import { emptyFile } from './empty-file.ts';
import { partlyEncrypted } from './partly-encrypted.ts';
import { randomFilled } from './random-filled.ts';
import { ransomTrace } from './ransom-trace.ts';
import { repeatedBlocks } from './repeated-blocks.ts';
import { isSureTextMode, showsTextMode, textModeOf } from './text-mode.ts';
import { truncatedContent } from './truncated-content.ts';
import { wrongType } from './wrong-type.ts';
import { zeroFilled } from './zero-filled.ts';
import { zeroHoles } from './zero-holes.ts';

/**
 * Every detector, strongest evidence first. To add one: its file, its line here, fixtures/garbage/<code>/{bad,good}.
 */
export const DETECTORS: readonly Detector[] = [
  emptyFile,
  zeroFilled,
  constantFilled,
  partlyEncrypted,
  zeroHoles,
  brokenStructure,
  truncatedContent,
  wrongType,
  randomFilled,
  repeatedBlocks,
  ransomTrace,
];

const RANDOM_BY_NATURE = ['random-filled', 'partly-encrypted', 'wrong-type', 'repeated-blocks'] as const;

/** The findings that a store, or the user, has already explained. */
const ANSWERED: Readonly<Record<NonNullable<Content['handling']>, readonly FindingCode[]>> = {
  encrypted: RANDOM_BY_NATURE,
  expected: RANDOM_BY_NATURE,
  blank: [],
  opaque: [...RANDOM_BY_NATURE, 'zero-holes'],
  checked: [...RANDOM_BY_NATURE, 'zero-holes'],
  paged: ['zero-filled', 'constant-filled', 'zero-holes', 'repeated-blocks', 'random-filled', 'wrong-type'],
};

/** Returns whether a file is zeros or one pattern from its first byte to its last. */
function isOneFill({ size, longestZeroRun, period }: Content): boolean {
  return period !== undefined || longestZeroRun === size;
}

/**
 * Returns what the detectors find in one file: the first one with a finding has the strongest evidence, and its finding
 * is the only one; but a note about lines that repeat hides no worse one.
 */
export function detect(content: Content, path: BytePath): ContentFinding | undefined {
  const finding = firstOf(content, path);
  if (content.verdict.is === 'proven' || content.size < LEAST_MANGLED) return finding;
  if (finding === undefined ? !isCheckable(content) : !MANGLED.has(finding.code)) return finding;
  const how = textModeOf(content);
  if (how === undefined) return finding;
  const evidence = { is: 'text-mode', how } as const;
  if (finding !== undefined) return { ...finding, evidence: [...(finding.evidence ?? []), evidence] };
  return isSureTextMode(content, how)
    ? { code: 'broken-structure', severity: 'error', evidence: [evidence] }
    : undefined;
}

/** Findings that a file has which was transferred as text. */
const MANGLED: ReadonlySet<FindingCode> = new Set([
  'broken-structure',
  'truncated-content',
  'wrong-type',
  'partly-encrypted',
]);
const LEAST_MANGLED = 64;

/** Returns whether a file without a finding is of a format in which text mode shows. */
function isCheckable(content: Content): boolean {
  return content.handling === undefined && showsTextMode(content);
}

function firstOf(content: Content, path: BytePath): ContentFinding | undefined {
  if (content.handling === 'blank' && isOneFill(content)) return undefined;
  const answered: readonly FindingCode[] = content.handling === undefined ? [] : ANSWERED[content.handling];
  const found = firstOther(answered, content, path);
  if (found?.code !== 'constant-filled' || found.severity !== 'note') return found;
  // That lines repeat says nothing of what they are; any other note explains the file.
  const worse = firstOther([...answered, 'constant-filled', 'repeated-blocks'], content, path);
  return worse === undefined || worse.severity === 'note' ? found : worse;
}

/** Returns the first finding of a code that is not answered. */
function firstOther(
  answered: readonly FindingCode[],
  content: Content,
  path: BytePath,
): ContentFinding | undefined {
  for (const detector of DETECTORS) {
    if (answered.includes(detector.code)) continue;
    const finding = detector.examine(content, path);
    if (finding !== undefined) return finding;
  }
  return undefined;
}
