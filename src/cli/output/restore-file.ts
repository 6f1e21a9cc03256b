import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
} from 'node:fs';
import { type Below, openBelow, openFileBelow, readChunksBelow } from '../../disk/below.ts';
import { closeFile } from '../../disk/open.ts';
import { createDigestCheck, type PromisedFile } from '../../engine/commands/repair.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { type BytePath, directoryOf, join, nameOf, toBytes, toText } from '../../model/path.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import { removeFile } from '../small-files.ts';
import { writeAll } from '../write-lasting.ts';

/** Where a file is restored: the tree, the copy with its bytes, and the directory for the bytes that are replaced. */
export type RestorePlaces = {
  readonly root: BytePath;
  readonly replica: BytePath;
  readonly aside: BytePath;
};

const CHUNK = 1 << 20;

/**
 * Puts the bytes of a replica in the place of a damaged or missing file, with the promised time and permissions, and returns whether
 * damaged bytes were kept aside. Nothing is replaced before its bytes are kept and the new ones are on the disk and hold. Throws a
 * Fault (3).
 */
export async function restoreFile(file: PromisedFile, places: RestorePlaces): Promise<boolean> {
  const { path } = file;
  const below = openBelow(places.root);
  const temporary = join(directoryOf(path), temporaryName(nameOf(path), randomUUID()));
  try {
    makeParents(below, path);
    const owner = ownerOf(below, path) ?? replicaOwner(path, places.replica);
    await below.reach(temporary, (at) => writeCopy(at, file, { replica: places.replica, owner }));
    return below.reach(path, (at) => {
      const isKept = keepAside(at, join(places.aside, path));
      renameSync(toBytes(join(directoryOf(at), nameOf(temporary))), toBytes(at));
      syncDirectory(directoryOf(at));
      return isKept;
    });
  } catch (error) {
    removeBelow(below, temporary);
    if (error instanceof Fault) throw error;
    const why = errorCode(error);
    if (why === undefined) throw error;
    const hint = 'the file is as it was; see what is wrong there, and run it again';
    throw new Fault(3, `${toText(join(places.root, path))}: cannot be restored (${why})`, hint, error);
  } finally {
    below.close();
  }
}

/** Creates the directories above a path that are not there; none is made through a link. */
function makeParents(below: Below, path: BytePath): void {
  const names = directoryOf(path)
    .split('/')
    .filter((name) => name !== '');
  let directory: BytePath = '';
  for (const name of names) {
    directory = join(directory, name);
    below.reach(directory, (at) => {
      if (lstatSync(toBytes(at), { throwIfNoEntry: false }) === undefined) mkdirSync(toBytes(at), 0o755);
    });
  }
}

async function writeCopy(
  at: BytePath,
  { path, digests, mode, mtime }: PromisedFile,
  { replica, owner }: { readonly replica: BytePath; readonly owner: Owner },
): Promise<void> {
  const check = await createDigestCheck(digests);
  const descriptor = openSync(toBytes(at), 'wx', 0o600);
  try {
    for (const chunk of readChunksBelow(replica, path, CHUNK)) {
      check.update(chunk);
      writeAll(descriptor, chunk);
    }
    if (!check.holds())
      throw new Fault(
        3,
        `${toText(join(replica, path))}: it changed since it was checked`,
        'run it again when nothing writes there',
      );
    // The manifest knows no owners; nobody but root can give a file away.
    if (process.getuid?.() === 0) fchownSync(descriptor, owner.uid, owner.gid);
    fchmodSync(descriptor, mode ?? 0o644);
    if (mtime !== undefined) futimesSync(descriptor, Number(mtime), Number(mtime));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

type Owner = { readonly uid: number; readonly gid: number };

/** Returns who owns what lies at a path; undefined where nothing does. */
function ownerOf(below: Below, path: BytePath): Owner | undefined {
  return below.reach(path, (at) => lstatSync(toBytes(at), { throwIfNoEntry: false }));
}

function replicaOwner(path: BytePath, replica: BytePath): Owner {
  const file = openFileBelow(replica, path);
  try {
    return fstatSync(file.descriptor);
  } finally {
    closeFile(file);
  }
}

/** Keeps what lies at a path under another name too, or moves or copies it there; returns whether anything does. */
function keepAside(at: BytePath, kept: BytePath): boolean {
  if (lstatSync(toBytes(at), { throwIfNoEntry: false }) === undefined) return false;
  mkdirSync(toBytes(directoryOf(kept)), { recursive: true, mode: 0o700 });
  try {
    linkSync(toBytes(at), toBytes(kept));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    // Another file system, or one without hard links.
    copyFileSync(toBytes(at), toBytes(kept), constants.COPYFILE_EXCL);
  }
  return true;
}

function removeBelow(below: Below, temporary: BytePath): void {
  try {
    below.reach(temporary, (at) => removeFile(at));
  } catch {
    // It is reported as what a run left; the next seal clears it.
  }
}

function syncDirectory(directory: BytePath): void {
  const descriptor = openSync(toBytes(directory), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
