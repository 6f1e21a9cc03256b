/**
 * The detectors: each looks at what the survey of one file found and says at most one thing. They promise evidence
 * (offsets, lengths, first bytes) and few false alarms; they do not promise to see damage that leaves the statistics of
 * a file as they were: that is what digests are for.
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
import { truncatedContent } from './truncated-content.ts';
import { wrongType } from './wrong-type.ts';
import { zeroFilled } from './zero-filled.ts';
import { zeroHoles } from './zero-holes.ts';

/** Every detector, strongest evidence first. To add one: its file, its line here, fixtures/garbage/<code>/{bad,good}. */
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

/** What a store, or the user, has an answer for. */
const ANSWERED: Readonly<Record<NonNullable<Content['handling']>, readonly FindingCode[]>> = {
  encrypted: RANDOM_BY_NATURE,
  expected: RANDOM_BY_NATURE,
  opaque: [...RANDOM_BY_NATURE, 'zero-holes'],
  paged: ['zero-filled', 'constant-filled', 'zero-holes', 'repeated-blocks', 'random-filled', 'wrong-type'],
};

/** What the detectors say of one file: the first that speaks has the strongest evidence and speaks alone. */
export function suspect(content: Content, path: BytePath): ContentFinding | undefined {
  const answered = content.handling === undefined ? [] : ANSWERED[content.handling];
  for (const detector of DETECTORS) {
    if (answered.includes(detector.code)) continue;
    const suspicion = detector.examine(content, path);
    if (suspicion !== undefined) return suspicion;
  }
  return undefined;
}
