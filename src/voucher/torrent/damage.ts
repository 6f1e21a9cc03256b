import { createHash } from 'node:crypto';
import { fill } from '../../disk/open.ts';
import { algorithmNamed } from '../../hash/algorithms.ts';
import type { HashEngine } from '../../hash/engine.ts';
import { merkleEngine } from '../../hash/pieces.ts';
import type { ByteRange } from '../../model/content.ts';
import { type Evidence, MOST_RANGES } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';

/** A file with the hashes of its pieces from `first` on, in hex; `isTree` where each is the root of a tree. */
export type HashedFile = {
  readonly path: BytePath;
  readonly size: number;
  readonly first: number;
  readonly length: number;
  readonly hashes: readonly string[];
  readonly isTree: boolean;
};

const LEAF = 16_384;
const CHUNK = 1 << 18;

/** Reads files that do not hold again, and says which of their bytes are in pieces that fail. */
export async function describePieceDamage(
  root: BytePath,
  files: readonly HashedFile[],
  findings: readonly Finding[],
): Promise<ReadonlyMap<BytePath, Evidence>> {
  const damaged = new Set(
    findings.flatMap(({ path, code }) => (FINDING_CODES[code].bytes === 'differ' ? [path] : [])),
  );
  const details = new Map<BytePath, Evidence>();
  const sha256 = await algorithmNamed('sha256')?.load();
  for (const file of files) {
    if (!damaged.has(file.path)) continue;
    const hash = file.isTree && sha256 !== undefined ? merkleEngine(sha256, file.length / LEAF) : SHA1;
    const ranges =
      withVoucherFile(root, file.path, (descriptor) => failingRanges(descriptor, file, hash)) ?? [];
    if (ranges.length === 0) continue;
    details.set(file.path, {
      is: 'ranges',
      of: 'damaged',
      ranges: ranges.slice(0, MOST_RANGES),
      more: Math.max(0, ranges.length - MOST_RANGES),
      size: file.size,
    });
  }
  return details;
}

const SHA1: HashEngine = {
  create() {
    const hash = createHash('sha1');
    return { update: (bytes) => void hash.update(bytes), end: () => hash.digest('hex') };
  },
};

/** The ranges of the file that lie in pieces which do not hold. */
function failingRanges(
  descriptor: number,
  { first, length, hashes, size }: HashedFile,
  hash: HashEngine,
): ByteRange[] {
  const buffer = Buffer.allocUnsafe(CHUNK);
  const ranges: { start: number; end: number }[] = [];
  for (const [i, wanted] of hashes.entries()) {
    const start = first + i * length;
    const end = Math.min(start + length, size);
    const piece = hash.create();
    for (let at = start; at < end; ) {
      const n = fill(descriptor, buffer, Math.min(CHUNK, end - at), at);
      if (n === 0) break;
      piece.update(buffer.subarray(0, n));
      at += n;
    }
    if (piece.end() === wanted) continue;
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}
