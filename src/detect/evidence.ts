import type {
  Content,
  ContentFinding,
  RecognisedFormat,
  StructureFault,
  StructureVerdict,
} from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { impliesContent } from '../structure/kit/empty-names.ts';
import { extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { formatsOf } from '../structure/structures.ts';

/** Below this size, in bytes, a fill proves nothing. */
export const MIN_FILL = 512;

/** The disk of a virtual machine without its description, which may never have been written to. */
const FLAT_DISK = /-flat\.vmdk$/i;

/**
 * Returns whether the name of a file says that it has content which is never one pattern: other names may be of a log
 * without entries, a tile of the ocean, silence.
 */
export function isFillWrong(path: BytePath): boolean {
  const name = nameOf(path);
  const extension = extensionOf(name);
  if (FLAT_DISK.test(name)) return false;
  return impliesContent(name) || TEXT_EXTENSIONS.has(extension) || formatsOf(extension).length > 0;
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
 * the file is that kind of text: fragments and templates are such files.
 */
export function structureFinding(
  code: FindingCode,
  { detail, severity, of }: StructureFault,
  format: RecognisedFormat | undefined,
  path: BytePath,
): ContentFinding {
  const isByHeadAlone =
    format?.traits.includes('text') === true && !TEXT_EXTENSIONS.has(extensionOf(nameOf(path)));
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
