import { isThere, statPath } from '../../disk/stat.ts';
import { sealedAt } from '../../manifest/native/head.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, join } from '../../model/path.ts';

/** A clock may be off by so much; what is dated later than that proves no age. */
const SKEW_MS = 86_400_000;

/** Looks for the youngest thing in a tree: files that go by, and the seals of its manifests. */
export type NewestFile = {
  see(entries: readonly FileEntry[]): void;
  /** In milliseconds since 1970; not the very youngest where something young enough was met before. */
  end(): Promise<number | undefined>;
};

/** Starts looking; files are asked for their mtime until one is younger than `enough`. */
export function createNewestFile(
  root: BytePath,
  vouchers: readonly Manifest[],
  { now, enough }: { readonly now: number; readonly enough: number },
): NewestFile {
  let youngest: number | undefined;
  const consider = (time: number | undefined): void => {
    if (time !== undefined && time <= now + SKEW_MS && time > (youngest ?? Number.NEGATIVE_INFINITY))
      youngest = time;
  };
  return {
    see(entries) {
      for (const { path, kind } of entries) {
        if (kind !== 'file') continue;
        if (youngest !== undefined && youngest >= enough) return;
        const stat = statPath(join(root, path));
        consider(isThere(stat) ? stat.mtimeMs : undefined);
      }
    },
    async end() {
      for (const { format, file } of vouchers) if (format === 'native') consider(await sealedAt(file));
      return youngest;
    },
  };
}
