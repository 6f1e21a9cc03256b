import { isThere, statPath } from '../../disk/stat.ts';
import { sealedAt } from '../../manifest/native/head.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, join, nameOf } from '../../model/path.ts';

/** A clock may be off by so much; what is dated later than that proves no age. */
const SKEW_MS = 86_400_000;

/** Looks for the youngest file among those that go by; manifests of ours are none. */
export type NewestFile = {
  see(entries: readonly FileEntry[]): void;
  /** In milliseconds since 1970; not the very youngest where one young enough was met before. */
  end(): number | undefined;
};

/** Starts looking; files are asked for their mtime until one is younger than `enough`. */
export function createNewestFile(
  root: BytePath,
  { now, enough }: { readonly now: number; readonly enough: number },
): NewestFile {
  let youngest: number | undefined;
  return {
    see(entries) {
      for (const { path, kind } of entries) {
        if (kind !== 'file' || isNativeName(nameOf(path))) continue;
        if (youngest !== undefined && youngest >= enough) return;
        const stat = statPath(join(root, path));
        youngest = younger(youngest, isThere(stat) ? stat.mtimeMs : undefined, now);
      }
    },
    end: () => youngest,
  };
}

/** Returns when the youngest native manifest says that it was written, in milliseconds since 1970. */
export async function newestSeal(vouchers: readonly Manifest[], now: number): Promise<number | undefined> {
  let youngest: number | undefined;
  for (const { format, file } of vouchers)
    if (format === 'native') youngest = younger(youngest, await sealedAt(file), now);
  return youngest;
}

/** The later of two times; one of the future is none. */
function younger(youngest: number | undefined, time: number | undefined, now: number): number | undefined {
  if (time === undefined || time > now + SKEW_MS) return youngest;
  return youngest === undefined || time > youngest ? time : youngest;
}
