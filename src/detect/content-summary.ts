import { crc32 } from '../hash/crc.ts';
import type { BlockClass, Content, ContentClass, ContentFinding, ContentSummary } from '../model/content.ts';
import { isAlmostRandom } from './evidence.ts';
import { dominantClass } from './profile.ts';

const HEAD_IS_RANDOM = 7;
/** So many bytes of each end go into the print. */
const PRINTED = 4096;
const WORD = new DataView(new ArrayBuffer(4));

/** What is kept of one examined file, so that it can be held beside its peers. */
export function glanceOf(content: Content, suspicion: ContentFinding | undefined): ContentSummary {
  const { size, head, headEntropy, format } = content;
  const isHeadZero = size >= 512 && head.subarray(0, 512).every((byte) => byte === 0);
  return {
    contentClass: judgementOf(content, suspicion),
    kind: isAlmostRandom(content) ? 'R' : dominantClass(content.blocks),
    isRecognised: format !== undefined,
    isHeadLost: isHeadZero || headEntropy >= HEAD_IS_RANDOM,
    head: wordOf(head),
    print: printOf(content),
  };
}

/** What became of the look at one file; a file of text throughout is sound, for statistics see all there is to see. */
export function judgementOf(content: Content, suspicion: ContentFinding | undefined): ContentClass {
  const { size, blocks, verdict: standing, handling: taken } = content;
  if (suspicion?.severity === 'error') return 'garbage';
  if (suspicion?.severity === 'warning') return 'suspect';
  if (standing.is === 'proven' || standing.is === 'sound' || standing.is === 'encrypted') return standing.is;
  if (taken === 'encrypted' || taken === 'expected') return 'encrypted';
  const isText = size === 0 || (blocks.T > 0 && isNothingBut('T', blocks));
  return isText ? 'sound' : 'unknown';
}

function isNothingBut(kind: BlockClass, blocks: Content['blocks']): boolean {
  return Object.values(blocks).reduce((sum, n) => sum + n, 0) === blocks[kind];
}

/** 32 bits out of size, ends and statistics: the same for the same content, and hardly ever for another. */
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
