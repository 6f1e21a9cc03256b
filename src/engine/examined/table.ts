import { hash } from 'node:crypto';
import type { ContentSummary } from '../../model/content.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { createSummaries, moveSummaries, putSummary, summaryAt } from '../../read/content-summaries.ts';

const SALT = 16;
const SEAL = 8;
const KEY = 8;
const SUMMARY = 12;
/** Of so many files at most it is kept what was seen of them: 20 MB. */
const MOST_FILES = 1_000_000;

/** What was seen of files by their path and digests, in this run and in earlier ones. */
export type Examined = {
  /** Returns what an earlier run saw of a file that has what an entry says; undefined where none did. */
  of(entry: ManifestEntry): ContentSummary | undefined;
  /** Adds what was seen of a file that has what an entry says. */
  add(entry: ManifestEntry, summary: ContentSummary): void;
  /** Returns the bytes to keep for the next run; undefined where they are those of the last one. */
  end(): Buffer | undefined;
};

/**
 * Opens what an earlier run kept; nothing is known where that is absent or damaged. `salt` is of 16 random bytes, so that nobody who
 * writes a backup can make a file that is taken for another one.
 */
export function openExamined(kept: Buffer | undefined, salt: Buffer): Examined {
  const before = kept === undefined ? undefined : parse(kept);
  const secret = (before?.salt ?? salt).toString('latin1');
  const now = createRecords();
  const isAsked = new Uint8Array(before?.keys.length ?? 0);
  return {
    of(entry) {
      if (before === undefined) return undefined;
      const at = placeOf(before.keys, keyOf(secret, entry));
      if (at < 0) return undefined;
      isAsked[at] = 1;
      return summaryAt(before.summaries, at);
    },
    add: (entry, summary) => now.add(keyOf(secret, entry), summary),
    end() {
      const isSame = now.count() === 0 && !isAsked.includes(0);
      if (isSame) return undefined;
      before?.keys.forEach((key, at) => {
        const summary = isAsked[at] === 1 ? summaryAt(before.summaries, at) : undefined;
        if (summary !== undefined) now.add(key, summary);
      });
      return format(before?.salt ?? salt, now.end());
    },
  };
}

type Records = { readonly keys: Float64Array; readonly summaries: Uint32Array };

/** 53 bits of the digest of what an entry promises of a path. */
function keyOf(secret: string, { path, digests, size }: ManifestEntry): number {
  const promised = digests.map(({ algorithm, hex }) => `${algorithm}:${hex}`).join(' ');
  const bits = hash('sha256', `${secret}${path}\0${size ?? ''} ${promised}`, 'buffer');
  return bits.readUInt32LE(0) * 2 ** 21 + (bits.readUInt32LE(4) >>> 11);
}

function placeOf(keys: Float64Array, key: number): number {
  let [low, high] = [0, keys.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] ?? 0;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function createRecords(): {
  add(key: number, summary: ContentSummary): void;
  count(): number;
  end(): Records;
} {
  let keys = new Float64Array(1024);
  let summaries = createSummaries(1024);
  let count = 0;
  return {
    add(key, summary) {
      if (count === MOST_FILES) return;
      if (count === keys.length) {
        const more = new Float64Array(2 * count);
        more.set(keys);
        keys = more;
        const wider = createSummaries(2 * count);
        wider.set(summaries);
        summaries = wider;
      }
      keys[count] = key;
      putSummary(summaries, count, summary);
      count += 1;
    },
    count: () => count,
    end() {
      const order = Uint32Array.from({ length: count }, (_, i) => i);
      order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      const places = new Uint32Array(count);
      for (const [place, i] of order.entries()) places[i] = place;
      const sorted = createSummaries(count);
      moveSummaries(summaries, sorted, places);
      return { keys: Float64Array.from(order, (i) => keys[i] ?? 0), summaries: sorted };
    },
  };
}

/** The salt, the sorted keys, their summaries, and the beginning of the digest of all that. */
function format(salt: Buffer, { keys, summaries }: Records): Buffer {
  const body = Buffer.concat([salt, bytesOf(keys), bytesOf(summaries)]);
  return Buffer.concat([body, sealOf(body)]);
}

function parse(kept: Buffer): (Records & { readonly salt: Buffer }) | undefined {
  const size = kept.length - SALT - SEAL;
  if (size < 0 || size % (KEY + SUMMARY) !== 0) return undefined;
  const body = kept.subarray(0, kept.length - SEAL);
  if (!sealOf(body).equals(kept.subarray(body.length))) return undefined;
  const count = size / (KEY + SUMMARY);
  const keys = new Float64Array(count);
  const summaries = createSummaries(count);
  bytesOf(keys).set(body.subarray(SALT, SALT + count * KEY));
  bytesOf(summaries).set(body.subarray(SALT + count * KEY));
  return { salt: Buffer.from(body.subarray(0, SALT)), keys, summaries };
}

function sealOf(body: Buffer): Buffer {
  return hash('sha256', body, 'buffer').subarray(0, SEAL);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
