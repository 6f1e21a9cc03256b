import { createHash } from 'node:crypto';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { descriptorsIn, type OciDescriptor } from './descriptors.ts';

/** What images consist of, by following manifests from some descriptors. */
export type OciImages = {
  /** Every blob with its size; the store that it lies in holds it by its name. */
  readonly expected: readonly ManifestEntry[];
  /** Digests that are none, as they were written. */
  readonly wrong: readonly string[];
  readonly notes: readonly string[];
};

const DIGEST = /^([a-z0-9]+(?:[.+_-][a-z0-9]+)*):([A-Za-z0-9=_-]+)$/;
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);
/** Registries take no larger manifest than 4 MiB. */
const MOST_MANIFEST = 1 << 24;
const MOST_BLOBS = 1 << 22;

/**
 * Follows indexes and manifests to every blob that they name. `placeOf` says where a blob lies below the root. A manifest
 * is only believed where its digest holds.
 */
export async function followImages(
  root: BytePath,
  first: readonly OciDescriptor[],
  placeOf: (algorithm: string, hex: string) => BytePath,
): Promise<OciImages> {
  const expected = new Map<BytePath, ManifestEntry>();
  const followed = new Set<BytePath>();
  const wrong: string[] = [];
  let damaged = 0;
  let elsewhere = 0;
  const waiting = [...first];
  for (let next = waiting.pop(); next !== undefined && expected.size < MOST_BLOBS; next = waiting.pop()) {
    const [, algorithm = '', hex = ''] = DIGEST.exec(next.digest) ?? [];
    const length = LENGTHS.get(algorithm);
    if (hex === '' || (length !== undefined && (hex.length !== length || !/^[0-9a-f]+$/.test(hex)))) {
      wrong.push(next.digest);
      continue;
    }
    const path = placeOf(algorithm, hex);
    const there = statEntry(root, path);
    if (there === undefined && next.mayBeAbsent) {
      elsewhere += 1;
      continue;
    }
    const size = next.size ?? expected.get(path)?.size;
    expected.set(path, { path, kind: 'file', digests: [], ...(size === undefined ? {} : { size }) });
    const isReadable = length !== undefined && there?.kind === 'file' && there.size <= MOST_MANIFEST;
    if (!next.isManifest || !isReadable || followed.has(path)) continue;
    followed.add(path);
    const bytes = await readVoucherFile(root, path);
    const holds = typeof bytes === 'object' && createHash(algorithm).update(bytes).digest('hex') === hex;
    const named = holds ? descriptorsIn(bytes) : undefined;
    if (named === undefined) damaged += 1;
    else waiting.push(...named);
  }
  const notes = [
    `blobs that its images consist of, which prove themselves: ${expected.size}`,
    ...(damaged === 0 ? [] : [`manifests that do not hold, so that what they name is not known: ${damaged}`]),
    ...(elsewhere === 0 ? [] : [`layers that are kept elsewhere: ${elsewhere}`]),
  ];
  return { expected: [...expected.values()], wrong, notes };
}
