/**
 * lzip (Lzip manual, "File format"): members, each with a trailer that contains its length. So a member ends where the
 * preceding eight bytes are its own length, which does not occur elsewhere by chance. The CRC-32 covers the content,
 * which is not unpacked. lzip ignores trailing bytes.
 */
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { SOUND, verdictsOf } from '../kit/verdicts.ts';

const { cut } = verdictsOf('lzip');

const MAGIC = Buffer.from('LZIP\x01', 'latin1');
const SHORTEST_MEMBER = 36;
const SIZE = 8;
const PIECE = 65_536;

/** lzip. */
export const lzip: Structure = {
  name: 'lzip',
  starts: 'L',
  traits: ['dense'],
  extensions: ['lz', 'tlz'],
  recognises(head) {
    const bits = (head[5] ?? 0) & 0x1f;
    return MAGIC.equals(head.subarray(0, 5)) && bits >= 12 && bits <= 29;
  },
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  for (;;) {
    const at = source.offset;
    if (!(yield* passMember(source, at))) return cut(`ends at ${source.offset}, inside the member at ${at}`);
    const next = yield* source.peek(5);
    if (next.length === 0) return SOUND;
    if (next.length < 5 && next.equals(MAGIC.subarray(0, next.length)))
      return cut(`ends at ${source.offset + next.length}, inside a header`);
    if (!next.equals(MAGIC)) return SOUND;
  }
}

/** Skips the member that starts at `at`; false where the file ends first. */
function* passMember(source: Source, at: number): Step<boolean> {
  if (!(yield* source.skip(SHORTEST_MEMBER - SIZE))) return false;
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const kept = bytes.subarray(Math.max(bytes.length - SIZE + 1, 0));
    const piece = yield* source.takeSome(PIECE);
    if (piece.length === 0) return false;
    bytes = Buffer.concat([kept, piece]);
    const start = source.offset - bytes.length - at;
    // The highest byte of a length below 2^56 is zero.
    for (let zero = bytes.indexOf(0, SIZE - 1); zero >= 0; zero = bytes.indexOf(0, zero + 1)) {
      const end = zero + 1;
      if (bytes.readUInt32LE(end - SIZE) !== (start + end) % 2 ** 32) continue;
      if (bytes.readBigUInt64LE(end - SIZE) !== BigInt(start + end)) continue;
      source.unread(bytes.length - end);
      return true;
    }
  }
}
