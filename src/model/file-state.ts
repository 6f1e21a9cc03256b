import type { Kind } from './entry.ts';
import type { Digest } from './manifest.ts';
import type { BytePath } from './path.ts';

/** What lay at a path when it was read, so that a later read can be compared with it. */
export type FileState = {
  readonly kind: Kind;
  /** A directory with nothing in it. */
  readonly empty?: boolean;
  /** Where a link points. */
  readonly target?: BytePath;
  /** Bytes. */
  readonly size?: number;
  /** Seconds and nanoseconds since 1970, as a manifest has them. */
  readonly mtime?: string;
  /** The inode number in decimal. */
  readonly inode?: string;
  readonly digests?: readonly Digest[];
};

/** True where a later read saw the same: all that is known of both agrees, and of files a digest that both have. */
export function isSameState(shown: FileState | undefined, now: FileState | undefined): boolean {
  if (shown === undefined || now === undefined) return shown === now;
  if (shown.empty === true && now.empty !== true) return false;
  const known = ['kind', 'target', 'size', 'mtime', 'inode'] as const;
  if (known.some((key) => shown[key] !== undefined && now[key] !== undefined && shown[key] !== now[key]))
    return false;
  return shown.kind !== 'file' || haveSameDigest(shown.digests ?? [], now.digests ?? []);
}

function haveSameDigest(some: readonly Digest[], others: readonly Digest[]): boolean {
  const hexOf = new Map(others.map(({ algorithm, hex }) => [algorithm, hex]));
  const shared = some.filter(({ algorithm }) => hexOf.has(algorithm));
  return shared.length > 0 && shared.every(({ algorithm, hex }) => hexOf.get(algorithm) === hex);
}
