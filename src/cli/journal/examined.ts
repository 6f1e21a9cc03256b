import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExaminedStore } from '../../engine/examined/known-content.ts';
import { openExamined } from '../../engine/examined/table.ts';
import { errorCode } from '../../model/fault.ts';
import { removeFile } from '../small-files.ts';
import { replaceStateFile, stateFile } from './state-file.ts';

const KIND = 'examined';
const SALT = 16;
const KEPT_MS = 90 * 86_400_000;

/**
 * Opens what the state directory has of content that was examined. It only saves work, so that what cannot be read or written costs
 * the time of examining and nothing else.
 */
export function openExaminedStore(isKept: boolean): ExaminedStore | undefined {
  if (!isKept) return undefined;
  return {
    open: (root, rules) =>
      orNothing(() => openExamined(readKept(stateFile(KIND, root, rules)), randomBytes(SALT))),
    keep(root, rules, examined) {
      orNothing(() => {
        const bytes = examined.end();
        if (bytes === undefined) return;
        const file = stateFile(KIND, root, rules);
        replaceStateFile(file, bytes);
        removeOld(dirname(file));
      });
    },
  };
}

/** What was kept less than 90 days ago, so that all content is examined once in that time. */
function readKept(file: string): Buffer | undefined {
  return orNothing(() => (isOld(file) ? undefined : readFileSync(file)));
}

function removeOld(directory: string): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    if (isOld(file)) removeFile(file);
  }
}

function isOld(file: string): boolean {
  return Date.now() - statSync(file).mtimeMs > KEPT_MS;
}

/** Returns undefined where the system refuses; another error is a bug. */
function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
