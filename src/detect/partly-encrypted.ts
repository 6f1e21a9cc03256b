import type { Content, ContentFinding } from '../model/content.ts';
import { type ContentEvidence, rangeEvidence } from '../model/evidence.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { DENSE_HEADS, extensionOf, isLaterVolume, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { carriesPayload } from '../structure/kit/payload.ts';
import type { Detector } from './detector.ts';
import {
  firstBytes,
  isAlmostRandom,
  isBeyondStatistics,
  isStructureError,
  isTextFormat,
  lacksDemandedFormat,
} from './evidence.ts';
import { foreignNoise } from './insertions.ts';
import { interleavingOf } from './interleaving.ts';

/**
 * Random ranges in a file that is not random. Of a million blocks of real text none looks random, so one is proof in a
 * file that must be text; elsewhere a range that stands out sharply on the 4 KiB grid is a warning, and an error where
 * the demanded format is lost too. Intermittent encryption shows in the first 64 KiB.
 */
export const partlyEncrypted: Detector = {
  code: 'partly-encrypted',
  examine(content, path) {
    if (isBeyondStatistics(content) || carriesPayload(content.head)) return undefined;
    return inText(content, path) ?? elsewhere(content, path);
  },
};

function inText(content: Content, path: BytePath): ContentFinding | undefined {
  const { blocks, randomRuns, format } = content;
  if (blocks.R === 0) return undefined;
  const isTextByName = TEXT_EXTENSIONS.has(extensionOf(nameOf(path)));
  const isKnownOther = format !== undefined && !isTextFormat(format);
  if (isKnownOther || !(isTextByName || isMostlyText(content))) return undefined;
  return {
    code: 'partly-encrypted',
    severity: isTextByName ? 'error' : 'warning',
    evidence: [rangeEvidence('random', content.size, randomRuns)],
  };
}

function elsewhere(content: Content, path: BytePath): ContentFinding | undefined {
  const { format, head, verdict } = content;
  if (isStructureError(verdict) || isAlmostRandom(content)) return undefined;
  const isProof =
    lacksDemandedFormat(content) || (format === undefined && TEXT_EXTENSIONS.has(extensionOf(nameOf(path))));
  const said = (evidence: ContentEvidence): ContentFinding => ({
    code: 'partly-encrypted',
    severity: isProof ? 'error' : 'warning',
    evidence: [evidence],
  });
  const isDense = mayBeginRandom(path);
  const runs = foreignNoise(content).filter(({ start }) => start > 0 || !isDense);
  if (runs.length > 0)
    return said(rangeEvidence('random', content.size, runs, { where: 'among', first: runs[0]?.first ?? '' }));
  if (format !== undefined) return undefined;
  const turns = interleavingOf(head);
  return turns === undefined ? undefined : said({ is: 'interleaved', ...turns, first: firstBytes(head) });
}

/** Returns whether a name is one of content that may look random from its first byte on, and not to its last. */
function mayBeginRandom(path: BytePath): boolean {
  const name = nameOf(path);
  return DENSE_HEADS.has(extensionOf(name)) || isLaterVolume(name);
}

function isMostlyText({ blocks }: Content): boolean {
  return blocks.T > 0 && blocks.T >= blocks.B + blocks.H + blocks.R;
}
