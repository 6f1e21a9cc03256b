import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * True where all these tools are on the PATH; for `describe.skipIf(!needs('xxhsum'))`. In CI nothing may be
 * left out, so there a missing tool throws.
 */
export function needs(...tools: string[]): boolean {
  const absent = tools.filter((tool) => !isOnPath(tool));
  return absent.length === 0 || isExcused(`not on the PATH: ${absent.join(', ')}`);
}

/** True where the tool is there and takes these arguments, tried on an empty stdin; in CI as `needs`. */
export function takes(tool: string, ...args: string[]): boolean {
  if (!needs(tool)) return false;
  const { status } = spawnSync(tool, args, { input: '' });
  return status === 0 || isExcused(`refused: ${[tool, ...args].join(' ')}`);
}

function isOnPath(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function isExcused(reason: string): false {
  if (process.env['CI']) throw new Error(`${reason} (CI must have every real tool)`);
  return false;
}
