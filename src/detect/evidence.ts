import type {
  Content,
  ContentFinding,
  RecognisedFormat,
  StructureFault,
  StructureVerdict,
} from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';

/** Below this size, in bytes, a fill proves nothing. */
export const MIN_FILL = 512;

/**
 * Names of content that may be one fill: logs in which nobody logged in, tiles of the ocean, silence, a black frame, an
 * index without entries, a disk that was never written to.
 */
const MAY_BE_FILL =
  /^(?:lastlog|faillog|tallylog)$|-flat\.vmdk$|\.(?:hgt|bil|flt|dem|pcm|ac3|rgb|yuv|blf|regtrans-ms|index|timeindex)$/i;

/**
 * Returns what a name says of a file that is one fill: that it often is one, that it cannot be, because the name demands
 * some content, or nothing.
 */
export function fillBy(path: BytePath, demanded: readonly RecognisedFormat[]): 'usual' | 'wrong' | 'unknown' {
  const name = nameOf(path);
  if (MAY_BE_FILL.test(name)) return 'usual';
  const extension = extensionOf(name);
  const isDemanded = CONTENT_EXTENSIONS.has(extension) || TEXT_EXTENSIONS.has(extension);
  return demanded.length > 0 || isDemanded ? 'wrong' : 'unknown';
}

/** Returns whether the check of the store in which a file lies found it damaged, so that no fill is what it should be. */
export function isRefuted({ handling, verdict }: Pick<Content, 'handling' | 'verdict'>): boolean {
  return handling === 'checked' && (verdict.is === 'broken' || verdict.is === 'cut');
}

/** Returns the first 16 bytes in hex, as evidence has them. */
export function firstBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 16)).toString('hex');
}

/** Returns whether nine tenths of the blocks look random, and the head too. */
export function isAlmostRandom({
  blocks,
  headEntropy,
  size,
}: Pick<Content, 'blocks' | 'headEntropy' | 'size'>): boolean {
  const all = blocks.Z + blocks.C + blocks.T + blocks.R + blocks.H + blocks.B;
  const short = size % 4096 === 0 ? 0 : 1;
  return headEntropy >= 7 && (size < 4096 || (blocks.R >= 1 && blocks.R + short >= 0.9 * all));
}

/**
 * Turns a verdict on structure into a finding. Weak evidence is only a note where nothing but the first bytes says that
 * the file is that kind of text (fragments and templates are such files), unless it is of no kind of text.
 */
export function structureFinding(
  code: FindingCode,
  { detail, severity, of }: StructureFault,
  format: RecognisedFormat | undefined,
  path: BytePath,
): ContentFinding {
  const extension = extensionOf(nameOf(path));
  const isNamed = TEXT_EXTENSIONS.has(extension) || format?.extensions.includes(extension) === true;
  const isByHeadAlone = format?.traits.includes('text') === true && !isNamed && of !== 'text';
  const name = format?.name ?? 'structure';
  const names = of === undefined || of === name ? [name] : [name, of];
  return {
    code,
    severity: severity === 'warning' && isByHeadAlone ? 'note' : (severity ?? 'error'),
    evidence: [{ is: 'note', text: [...names, detail].join(': ') }],
  };
}

/**
 * Returns whether a format is some kind of text; generic text does not have the trait, because what follows its head
 * may be binary.
 */
export function isTextFormat(format: RecognisedFormat | undefined): boolean {
  return format?.traits.includes('text') === true || format?.name === 'text';
}

/** Returns whether statistics say nothing about a file: a checksum inside it matched, or it is encrypted on purpose. */
export function isBeyondStatistics({ verdict, handling }: Content): boolean {
  const isAnswered = handling !== undefined && handling !== 'blank';
  return verdict.is === 'proven' || verdict.is === 'encrypted' || isAnswered;
}

/** Returns whether the structure of a file is damaged, which is stronger evidence than statistics. */
export function isStructureError(verdict: StructureVerdict): boolean {
  return (verdict.is === 'broken' || verdict.is === 'cut') && verdict.severity === undefined;
}

/** Returns whether the name demands certain formats, but the file is not in any of them. */
export function lacksDemandedFormat({ format, demanded = [] }: Content): boolean {
  return format === undefined && demanded.length > 0;
}
