import type {
  ByteRange,
  Content,
  ContentFinding,
  RecognisedFormat,
  StructureVerdict,
} from '../model/content.ts';
import type { FindingCode, Severity } from '../model/finding.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';

/** Below this size, in bytes, a fill proves nothing. */
export const LEAST_FILL = 512;

/** The first 16 bytes as evidence: in hex, and as text where they are. */
export function firstBytes(bytes: Uint8Array): string {
  const first = Buffer.from(bytes.subarray(0, 16));
  const hex = first.toString('hex').match(/../g)?.join(' ') ?? '';
  const isText = first.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? `${hex} (${JSON.stringify(first.toString('latin1'))})` : hex;
}

/** Names stretches of something: the first one by its offsets, the others by their number. */
export function fromTo(what: string, runs: readonly ByteRange[]): string {
  const [first, ...others] = runs;
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${others.length} more stretches`;
  return `${what} from ${first.start} to ${first.end}${more}`;
}

/** True where nine tenths of the blocks look random and the head does too. */
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
 * A suspicion out of a verdict on structure. Weak evidence counts for the record only where nothing but the first bytes
 * says that the file is of that kind of text: fragments and templates are such files.
 */
export function accuse(
  code: FindingCode,
  verdict: { readonly detail: string; readonly severity?: Severity },
  format: RecognisedFormat | undefined,
  path: BytePath,
): ContentFinding {
  const { detail, severity = 'error' } = verdict;
  const isByHeadAlone =
    format?.traits.includes('text') === true && !TEXT_EXTENSIONS.has(extensionOf(nameOf(path)));
  const name = `${format?.name ?? 'structure'}: `;
  return {
    code,
    severity: severity === 'warning' && isByHeadAlone ? 'note' : severity,
    // Structures that stand inside of others name themselves.
    detail: detail.startsWith(name) ? detail : `${name}${detail}`,
  };
}

/** Whether a format is text of some kind; generic text has no trait, for what follows its head may be binary. */
export function isTextFormat(format: RecognisedFormat | undefined): boolean {
  return format?.traits.includes('text') === true || format?.name === 'text';
}

/** Whether a file is beyond statistics: a checksum inside it held, or it is encrypted on purpose. */
export function isGuarded({ verdict: standing, handling: taken }: Content): boolean {
  return standing.is === 'proven' || standing.is === 'encrypted' || taken !== undefined;
}

/** Whether the structure of a file speaks against it, and more strongly than statistics do. */
export function accuses(standing: StructureVerdict): boolean {
  return (standing.is === 'broken' || standing.is === 'cut') && standing.severity !== 'warning';
}

/** Whether the name demands formats, and the file is of none of them. */
export function isLost({ format, demanded = [] }: Content): boolean {
  return format === undefined && demanded.length > 0;
}
