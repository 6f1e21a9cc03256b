import { once } from 'node:events';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createGzip, type Gzip } from 'node:zlib';
import type { ManifestSink } from '../../engine/commands/seal.ts';
import { errorCode, Fault } from '../../model/fault.ts';

/**
 * A manifest that is written beside its name, then made lasting and renamed, so that there is always a whole one. Packed
 * with gzip where its name ends in `.gz`. Throws a Fault (2) where there is one already and it is not to be replaced, or
 * where the directory cannot be written to, and a Fault (3) where the disk takes no more.
 */
export function openManifestFile(file: string, id: string, replace: boolean): ManifestSink {
  if (!replace && existsSync(file)) {
    throw new Fault(
      2,
      `${file}: there is a manifest already`,
      'verify against it (restorable verify DIR), or replace it: --force',
    );
  }
  const temporary = join(dirname(file), `.${basename(file)}.${id.slice(0, 8)}.tmp`);
  const descriptor = open(temporary, file);
  const packer = file.endsWith('.gz') ? createGzip({ level: 6 }) : undefined;
  let isOpen = true;
  let failure: unknown;
  // The packer gives its bytes in a callback of its own: what is thrown there would reach nobody.
  const put = (bytes: Uint8Array): void => {
    try {
      if (failure === undefined) writeAll(descriptor, bytes);
    } catch (error) {
      failure = error;
    }
  };
  packer?.on('data', put);

  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    files: [file, temporary, `${file}.sig`],
    write(text) {
      const bytes = Buffer.from(text, 'latin1');
      if (packer === undefined) put(bytes);
      else packer.write(bytes);
      if (failure !== undefined) throw unwritten(file, failure);
    },
    async commit() {
      await finish(packer);
      if (failure !== undefined) throw unwritten(file, failure);
      try {
        fsyncSync(descriptor);
        close();
        renameSync(temporary, file);
        syncDirectory(dirname(file));
      } catch (error) {
        throw unwritten(file, error);
      }
    },
    async discard() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

function open(temporary: string, file: string): number {
  try {
    return openSync(temporary, 'wx', 0o644);
  } catch (error) {
    const hint = 'write it elsewhere: --output FILE';
    throw new Fault(
      2,
      `${file}: cannot write the manifest (${errorCode(error) ?? String(error)})`,
      hint,
      error,
    );
  }
}

function unwritten(file: string, error: unknown): Fault {
  const why = errorCode(error) ?? String(error);
  const hint =
    'make room, or write it elsewhere (--output FILE); a manifest that was there before is as it was';
  return new Fault(3, `${file}: cannot write the manifest (${why})`, hint, error);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

async function finish(packer: Gzip | undefined): Promise<void> {
  if (packer === undefined) return;
  packer.end();
  await once(packer, 'end');
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
