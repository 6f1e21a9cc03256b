import { crc32 } from '../hash/crc.ts';
import type { BlockClass, Content, ContentClass, ContentFinding, ContentSummary } from '../model/content.ts';
import { evidenceOf } from '../model/evidence.ts';
import type { FindingCode } from '../model/finding.ts';
import { isAlmostRandom } from './evidence.ts';
import { dominantClass } from './profile.ts';
import { isOfStrangeType } from './wrong-type.ts';

/** Findings that many files of one tree have when something wrote over them, and healthy ones one by one if at all. */
const OVERWRITTEN: ReadonlySet<FindingCode> = new Set([
  'partly-encrypted',
  'zero-holes',
  'wrong-type',
  'zero-filled',
  'constant-filled',
]);
const HEAD_IS_RANDOM = 7;
const BLOCK = 4096;
/** The number of bytes at each end that go into the print. */
const PRINTED = 4096;
const WORD = new DataView(new ArrayBuffer(4));

/** Returns what is kept of one examined file, so that it can be compared with its peers. */
export function contentSummaryOf(content: Content, finding: ContentFinding | undefined): ContentSummary {
  const { size, head, headEntropy, format } = content;
  const isHeadZero = size >= 512 && head.subarray(0, 512).every((byte) => byte === 0);
  return {
    contentClass: contentClassOf(content, finding),
    kind: isAlmostRandom(content) ? 'R' : dominantClass(content.blocks),
    isRecognised: format !== undefined,
    ...(format?.name === 'html' ? { isPage: true } : {}),
    isOfStrangeType: isOfStrangeType(content, finding),
    isOverwritten: finding !== undefined && finding.severity !== 'note' && OVERWRITTEN.has(finding.code),
    isHeadLost: isHeadZero || headEntropy >= HEAD_IS_RANDOM,
    head: wordOf(head),
    print: printOf(content),
  };
}

/**
 * Returns the class of one file's content; a file that is text throughout is sound, because statistics cover
 * all of it, and an empty one says nothing.
 */
export function contentClassOf(content: Content, finding: ContentFinding | undefined): ContentClass {
  const { size, blocks, verdict, handling } = content;
  if (finding?.severity === 'error' || isUnknownFill(finding)) return 'garbage';
  if (finding?.severity === 'warning') return 'suspect';
  if (verdict.is === 'proven' || verdict.is === 'sound' || verdict.is === 'encrypted') return verdict.is;
  if (handling === 'encrypted' || handling === 'expected') return 'encrypted';
  const isText = size > 0 && blocks.T > 0 && isNothingBut('T', blocks);
  return isText ? 'sound' : 'unknown';
}

/** Returns whether a file is one fill for no known reason: in many files it is damage, however it may be in one. */
function isUnknownFill(finding: ContentFinding | undefined): boolean {
  const fill = evidenceOf(finding?.evidence, 'filled');
  return (
    fill?.mayBe === 'unknown' && finding?.severity === 'warning' && (fill.period === 0 || fill.size >= BLOCK)
  );
}

function isNothingBut(kind: BlockClass, blocks: Content['blocks']): boolean {
  return Object.values(blocks).reduce((sum, n) => sum + n, 0) === blocks[kind];
}

/** Returns 32 bits computed from size, ends and statistics: the same for the same content, and rarely for another. */
function printOf({ size, head, tail, entropy }: Content): number {
  WORD.setFloat32(0, entropy);
  let print = size >>> 0;
  const ends = crc32(tail.subarray(-PRINTED), crc32(head.subarray(0, PRINTED)));
  for (const word of [WORD.getUint32(0), ends]) print = Math.imul(print ^ word, 0x9e3779b1) ^ (print >>> 15);
  return print >>> 0;
}

function wordOf(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(4, bytes.length)).reduce(
    (word, byte, i) => (word | (byte << (24 - 8 * i))) >>> 0,
    0,
  );
}
