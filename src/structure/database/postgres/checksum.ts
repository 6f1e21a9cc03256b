const WORDS = 2048;
const FNV_PRIME = 16_777_619;
/** The first value of each of the 32 sums (checksumBaseOffsets). */
const START = Int32Array.from([
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c, 0xf8d4474f,
  0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb, 0xe58f764b, 0x187636bc,
  0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4, 0x783125bb, 0x6ca8eaa2, 0xe407eac6,
  0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756,
]);
/** The word whose lower half is pd_checksum, which counts as zero. */
const CHECKSUM_WORD = 2;

const words = new Int32Array(WORDS);
const bytes = Buffer.from(words.buffer);

/**
 * Returns the data checksum of a page of 8 KiB that is block `block` of its relation, 1 to 65535
 * (storage/checksum_impl.h): 32 sums of FNV-1a over every 32nd word.
 */
export function pageChecksum(page: Buffer, block: number): number {
  page.copy(bytes);
  words[CHECKSUM_WORD] = (words[CHECKSUM_WORD] ?? 0) & ~0xffff;
  let all = block | 0;
  // Four sums at a time keep the multiplier of the processor busy.
  for (let lane = 0; lane < START.length; lane += 4) {
    let a = START[lane] ?? 0;
    let b = START[lane + 1] ?? 0;
    let c = START[lane + 2] ?? 0;
    let d = START[lane + 3] ?? 0;
    for (let at = lane; at < WORDS; at += START.length) {
      a = mix(a, words[at] ?? 0);
      b = mix(b, words[at + 1] ?? 0);
      c = mix(c, words[at + 2] ?? 0);
      d = mix(d, words[at + 3] ?? 0);
    }
    all ^= finish(a) ^ finish(b) ^ finish(c) ^ finish(d);
  }
  return ((all >>> 0) % 65_535) + 1;
}

function mix(sum: number, word: number): number {
  const mixed = sum ^ word;
  return Math.imul(mixed, FNV_PRIME) ^ (mixed >>> 17);
}

/** Two rounds of zeros mix the last words. */
function finish(sum: number): number {
  return mix(mix(sum, 0), 0);
}
