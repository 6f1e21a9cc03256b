import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type BytePath, directoryOf, toBytes } from '../../src/model/path.ts';

/** A directory of its own for a test file, removed when that is done. Names in it are byte strings. */
export type Folder = {
  readonly path: string;
  /** Writes a file and the directories above it; a string is one char a byte. Returns where it lies. */
  write(name: BytePath, content?: string | Uint8Array): BytePath;
  directory(name: BytePath): BytePath;
  link(name: BytePath, target: BytePath): BytePath;
};

/** All that was made: a hook that is set while a test runs would never be called. */
const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** Makes a directory that everybody may enter. */
export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'restorable-test-'));
  chmodSync(path, 0o755);
  made.push(path);
  const at = (name: BytePath): BytePath => (name === '' ? path : `${path}/${name}`);
  const directory = (name: BytePath): BytePath => {
    mkdirSync(toBytes(at(name)), { recursive: true });
    return at(name);
  };
  return {
    path,
    directory,
    write(name, content = '') {
      directory(directoryOf(name));
      writeFileSync(toBytes(at(name)), typeof content === 'string' ? toBytes(content) : content);
      return at(name);
    },
    link(name, target) {
      directory(directoryOf(name));
      symlinkSync(toBytes(target), toBytes(at(name)));
      return at(name);
    },
  };
}
