import { isThere, statPath, statTarget } from '../../disk/stat.ts';
import { claimOfName } from '../../manifest/checksum/names.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import { isFullDump, isPartial } from '../../model/dates/dated-dumps.ts';
import { type BytePath, fromText, join, nameOf } from '../../model/path.ts';
import { walk } from '../../walk/walk.ts';

/** A file of a generation, by its path on the system. */
export type GenerationFile = { readonly path: BytePath; readonly bytes: number; readonly isDump: boolean };

/** With more files a generation is a copy of a tree, which may stay as it is, and is not tiny. */
const MOST_FILES = 2000;
/** So many files of another generation are counted at most. */
const MOST_COUNTED = 100_000;

/** Returns the files of a generation without lists and manifests; undefined for many, for changes alone and where it cannot be known. */
export async function filesOf(
  path: string,
): Promise<{ readonly kind: 'file' | 'directory'; readonly files: readonly GenerationFile[] } | undefined> {
  const root = fromText(path);
  const stat = statTarget(root);
  if (!isThere(stat)) return undefined;
  if (stat.kind === 'file')
    return { kind: 'file', files: [{ path: root, bytes: stat.size, isDump: isFullDump(root) }] };
  if (stat.kind !== 'directory' || isPartial(root)) return undefined;
  const files: GenerationFile[] = [];
  for await (const chunk of walk({ root, leaveOut: undefined })) {
    for (const entry of chunk) {
      if (entry.trouble !== undefined) return undefined;
      if (entry.kind !== 'file' || isVoucher(entry.path)) continue;
      const file = statPath(join(root, entry.path));
      if (!isThere(file) || files.length >= MOST_FILES) return undefined;
      files.push({ path: join(root, entry.path), bytes: file.size, isDump: isFullDump(entry.path) });
    }
  }
  return { kind: 'directory', files };
}

/** Returns the bytes of a generation, or about `enough` where it has more; undefined where it is no full dump, or cannot be known. */
export async function sizeUpTo(path: string, enough: number, isFile: boolean): Promise<number | undefined> {
  const root = fromText(path);
  const stat = statTarget(root);
  if (!isThere(stat) || (stat.kind === 'file') !== isFile) return undefined;
  if (isFile) return isFullDump(root) ? stat.size : undefined;
  if (isPartial(root)) return undefined;
  let bytes = 0;
  let files = 0;
  for await (const chunk of walk({ root, leaveOut: undefined })) {
    for (const { path: below, kind } of chunk) {
      const file = kind === 'file' && !isVoucher(below) ? statPath(join(root, below)) : undefined;
      if (isThere(file)) bytes += file.size;
      files += 1;
      if (bytes >= enough || files >= MOST_COUNTED) return bytes;
    }
  }
  return bytes;
}

function isVoucher(path: BytePath): boolean {
  return isNativeName(nameOf(path)) || claimOfName(nameOf(path)) !== undefined;
}
