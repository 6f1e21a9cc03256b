/**
 * What is shared while one voucher is opened: the directories that are open below a root, and what could not be listed or
 * read, so that a voucher that lacks it does not count as complete.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Below, openBelow } from '../../disk/below.ts';
import { type OpenedFile, openFile } from '../../disk/open.ts';
import { isAbsent, type Trouble } from '../../model/entry.ts';
import type { BytePath } from '../../model/path.ts';

/** The trouble at each path below the root. */
export type HiddenPlaces = ReadonlyMap<BytePath, Trouble>;

type Opening = {
  readonly hidden: Map<BytePath, Trouble>;
  readonly read: Set<BytePath>;
  readonly belows: Map<BytePath, Below>;
};

// Formats look at the disk through functions that return what is there; where each runs, this is what it shares.
const openings = new AsyncLocalStorage<Opening>();

/** What a name in a voucher may lead to without any fault of the system: nothing can lie there, or a link. */
const ORDINARY = new Set(['ENAMETOOLONG', 'ELOOP']);

/** Whether a trouble says that nothing lies at a path, or that its name leads nowhere. */
export function isNoFault({ code }: Trouble): boolean {
  return isAbsent(code) || ORDINARY.has(code);
}

/** Notes that a path below the root could not be listed or read, unless the code says that there is no such file. */
export function noteHidden(path: BytePath, trouble: Trouble): void {
  if (isNoFault(trouble)) return;
  openings.getStore()?.hidden.set(path, trouble);
}

/** Notes that a file of a voucher could not be read, unless the code says what lies there instead or is not of the system. */
export function noteUnread(path: BytePath, code: string): void {
  const isOfSystem = code.startsWith('E') && !['EISDIR', 'EINVAL', 'EFBIG'].includes(code);
  if (isOfSystem) noteHidden(path, { code, doing: 'read the file' });
}

/** Notes that a file below the root was opened. */
export function noteRead(path: BytePath): void {
  openings.getStore()?.read.add(path);
}

/** Runs `open` and returns its result, with all that was noted meanwhile, and the files that were opened. */
export async function notingHidden<T>(
  open: () => Promise<T>,
): Promise<{ readonly result: T; readonly hidden: HiddenPlaces; readonly read: ReadonlySet<BytePath> }> {
  const hidden = new Map<BytePath, Trouble>();
  const read = new Set<BytePath>();
  return { result: await keepingOpen(open, hidden, read), hidden, read };
}

/** Runs `work`, which opens one voucher after the other: directories stay open from one to the next. */
export async function keepingOpen<T>(
  work: () => Promise<T>,
  hidden: Map<BytePath, Trouble> = new Map(),
  read: Set<BytePath> = new Set(),
): Promise<T> {
  const outer = openings.getStore();
  const belows = outer?.belows ?? new Map<BytePath, Below>();
  try {
    return await openings.run({ hidden, read, belows }, work);
  } finally {
    if (outer === undefined) {
      for (const below of belows.values()) below.close();
      belows.clear();
    }
  }
}

/**
 * Calls `use` with what reaches below a root: while a voucher is opened the same each time, so that a directory is not opened
 * anew from the root for every name in it. A directory that is swapped for a link meanwhile stays the one that it was.
 */
export function withBelow<T>(root: BytePath, use: (below: Below) => T): T {
  const belows = openings.getStore()?.belows;
  const known = belows?.get(root);
  if (known !== undefined) return use(known);
  const below = openBelow(root);
  if (belows === undefined)
    try {
      return use(below);
    } finally {
      below.close();
    }
  belows.set(root, below);
  return use(below);
}

/** Opens a file below a root, through the directories that are open. Throws as `openFile` does. */
export function openKept(root: BytePath, path: BytePath): OpenedFile {
  return withBelow(root, (below) => below.reach(path, (at) => openFile(at)));
}
