import { type Finding, finding } from '../model/finding.ts';
import { directoryOf } from '../model/path.ts';
import type { DirectoryRun } from './outcome.ts';

type Tally = {
  directory: string;
  files: number;
  bytes: number;
  garbageFiles: number;
  garbageBytes: number;
  below: Tally[];
};

const LEAST_FILES = 5;
const FILE_SHARE = 0.2;
const BYTE_SHARE = 0.3;
const WHOLLY = 0.9;
const MOST_NAMED = 1000;

/**
 * Tells garbage directories as files go by in path order: a directory is garbage where a fifth of the files below it
 * (and five at least) or 30 % of their bytes are. Told is the most exact directory: one that is garbage only through
 * directories below it is told in their place where nine tenths of it are.
 */
export function tallyDirectories(): { see(runs: readonly DirectoryRun[]): void; end(): Finding[] } {
  const open: Tally[] = [tally('')];

  const close = (): void => {
    const closed = open.pop();
    const parent = open.at(-1);
    if (closed === undefined || parent === undefined) return;
    add(parent, closed);
    parent.below.push(...verdict(closed).slice(0, Math.max(0, MOST_NAMED - parent.below.length)));
  };
  const enter = (directory: string): void => {
    for (let top = open.at(-1); top !== undefined && !isWithin(directory, top.directory); top = open.at(-1))
      close();
    const missing: string[] = [];
    for (let at = directory; at !== (open.at(-1)?.directory ?? ''); at = directoryOf(at)) missing.push(at);
    for (const at of missing.toReversed()) open.push(tally(at));
  };

  return {
    see(runs) {
      for (const run of runs) {
        enter(run.directory);
        const top = open.at(-1);
        if (top !== undefined) add(top, run);
      }
    },
    end() {
      while (open.length > 1) close();
      return open.flatMap(verdict).map((bad) =>
        finding('garbage-directory', bad.directory, {
          detail: `${bad.garbageFiles} of ${bad.files} files and ${bad.garbageBytes} of ${bad.bytes} bytes are garbage`,
        }),
      );
    },
  };
}

function tally(directory: string): Tally {
  return { directory, files: 0, bytes: 0, garbageFiles: 0, garbageBytes: 0, below: [] };
}

function add(to: Tally, from: Omit<DirectoryRun, 'directory'>): void {
  to.files += from.files;
  to.bytes += from.bytes;
  to.garbageFiles += from.garbageFiles;
  to.garbageBytes += from.garbageBytes;
}

/** The garbage directories of a subtree: itself, or those below it that tell more. */
function verdict(subtree: Tally): Tally[] {
  if (!isGarbage(subtree)) return subtree.below;
  if (subtree.below.length === 0 || subtree.garbageFiles >= WHOLLY * subtree.files) return [subtree];
  const own = { ...subtree };
  let top: Tally | undefined;
  for (const part of subtree.below) {
    if (top !== undefined && isWithin(part.directory, top.directory)) continue;
    top = part;
    own.files -= part.files;
    own.bytes -= part.bytes;
    own.garbageFiles -= part.garbageFiles;
    own.garbageBytes -= part.garbageBytes;
  }
  return isGarbage(own) ? [subtree, ...subtree.below] : subtree.below;
}

function isGarbage({ files, bytes, garbageFiles, garbageBytes }: Tally): boolean {
  if (garbageFiles === 0) return false;
  const byFiles = garbageFiles >= LEAST_FILES && garbageFiles >= FILE_SHARE * files;
  return byFiles || (garbageFiles > 1 && bytes > 0 && garbageBytes >= BYTE_SHARE * bytes);
}

function isWithin(directory: string, parent: string): boolean {
  return parent === '' || directory === parent || directory.startsWith(`${parent}/`);
}
