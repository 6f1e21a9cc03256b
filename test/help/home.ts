import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, PROGRAM, type Ran } from './program.ts';

/** A root to be checked, and a state directory of its own. */
export type Home = {
  readonly path: string;
  readonly root: string;
  readonly journals: string;
  run(...args: readonly string[]): Promise<Ran>;
};

/** Makes a home below a directory; its root has one file of text, `a.txt`. */
export function makeHome(scratch: string): Home {
  const path = mkdtempSync(join(scratch, 'home-'));
  const root = join(path, 'root');
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'the first file\n');
  const env = { ...process.env, XDG_STATE_HOME: path };
  return {
    path,
    root,
    journals: join(path, 'restorable', 'journal'),
    run: (...args) => execute(process.execPath, [PROGRAM, ...args], { env }),
  };
}
