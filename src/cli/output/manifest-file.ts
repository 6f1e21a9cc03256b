import { once } from 'node:events';
import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createGzip, type Gzip } from 'node:zlib';
import type { ManifestSink } from '../../engine/commands/seal.ts';
import { isMistakenPath } from '../../model/errno.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import type { SignFile } from '../signing/signing-key.ts';
import { removeFile } from '../small-files.ts';
import { trackTemporary } from '../temporary-files.ts';
import { writeAll, writeLasting } from '../write-lasting.ts';

const WRITABLE = 'run as a user who may write there, or write it elsewhere: seal --output FILE';

/** What else happens when a manifest is complete: `beforeRename` when all of it is on the disk, and its signature. */
export type ManifestExtras = { readonly beforeRename?: () => void; readonly sign?: SignFile | undefined };

/**
 * Opens a manifest for writing under a temporary name; `commit` syncs and renames it, so that a complete one always exists.
 * Compresses with gzip if the name ends in `.gz`. Throws a Fault (2) if the file exists and must not be replaced, or if nobody
 * could write at that path, and a Fault (3) if writing fails. Of a signed one that is killed on the way, the signature is missing
 * and not that of another manifest: the old one goes before the new manifest comes, and its own comes last.
 */
export function openManifestFile(
  file: string,
  id: string,
  replace: boolean,
  { beforeRename = () => {}, sign }: ManifestExtras = {},
): ManifestSink {
  if (!replace && existsSync(file)) {
    throw new Fault(
      2,
      `${file}: a manifest already exists`,
      'check it (restorable verify DIR), or replace it: --force',
    );
  }
  const temporary = join(dirname(file), temporaryName(basename(file), id));
  const signature = `${file}.sig`;
  const temporarySignature = join(dirname(file), temporaryName(basename(signature), id));
  const descriptor = open(temporary, file);
  const forget = trackTemporary(temporary);
  const forgetSignature = trackTemporary(temporarySignature);
  const compressor = file.endsWith('.gz') ? createGzip({ level: 6 }) : undefined;
  let isOpen = true;
  let failure: unknown;
  // Errors thrown in the callback of the compressor would not reach the caller.
  const put = (bytes: Uint8Array): void => {
    try {
      if (failure === undefined) writeAll(descriptor, bytes);
    } catch (error) {
      failure = error;
    }
  };
  compressor?.on('data', put);

  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    files: [file, temporary, signature, temporarySignature],
    write(text) {
      const bytes = Buffer.from(text, 'latin1');
      if (compressor === undefined) put(bytes);
      else compressor.write(bytes);
      if (failure !== undefined) throw unwritten(file, failure);
    },
    async commit() {
      await finish(compressor);
      if (failure !== undefined) throw unwritten(file, failure);
      let isInPlace = false;
      try {
        fsyncSync(descriptor);
        close();
        if (sign !== undefined)
          writeLasting(temporarySignature, Buffer.from(await sign(temporary), 'latin1'));
        beforeRename();
        if (sign !== undefined) removeFile(signature);
        renameSync(temporary, file);
        isInPlace = true;
        if (sign !== undefined) renameSync(temporarySignature, signature);
        forget();
        forgetSignature();
      } catch (error) {
        throw isInPlace ? unsigned(file, error) : unwritten(file, error);
      }
      syncDirectory(file);
    },
    async discard() {
      close();
      for (const each of [temporary, temporarySignature]) removeFile(each);
      forget();
      forgetSignature();
    },
  };
}

function open(temporary: string, file: string): number {
  try {
    return openSync(temporary, 'wx', 0o644);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    throw isMistakenPath(code)
      ? new Fault(2, `${file}: cannot write the manifest (${code})`, WRITABLE, error)
      : unwritten(file, error);
  }
}

function unwritten(file: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const why = errorCode(error) ?? String(error);
  const hint =
    'free some space, or write it elsewhere (seal --output FILE); an existing manifest was not touched';
  return new Fault(3, `${file}: cannot write the manifest (${why})`, hint, error);
}

function unsigned(file: string, error: unknown): Fault {
  const why = errorCode(error) ?? String(error);
  const hint = 'free some space, and seal again with --force and --sign';
  return new Fault(3, `${file}: the new manifest is in place without its signature (${why})`, hint, error);
}

async function finish(compressor: Gzip | undefined): Promise<void> {
  if (compressor === undefined) return;
  compressor.end();
  await once(compressor, 'end');
}

/** Makes the new name of a file lasting. */
function syncDirectory(file: string): void {
  try {
    const descriptor = openSync(dirname(file), 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new Fault(
      3,
      `${file}: the new manifest is in place, but a power cut may bring back the one before (${errorCode(error) ?? String(error)})`,
      'make it lasting (sync), and check it: restorable verify DIR',
      error,
    );
  }
}
