import type { BytePath } from './path.ts';

const LONGEST = 60;

/**
 * Returns the name of the file that becomes `name` when it is complete: `.restorable.sha256.1f2e3d4c.tmp`, with the first
 * eight digits of the id of the run.
 */
export function temporaryName(name: string, id: string): string {
  const prefix = name.startsWith('restorable.') ? '.' : '.restorable.';
  return `${prefix}${name.slice(0, LONGEST)}.${id.slice(0, 8)}.tmp`;
}

/** Returns true for the name of a temporary file of ours, which is never a part of a backup. */
export function isTemporaryName(name: BytePath): boolean {
  return /^\.restorable\..+\.[\da-f]{8}\.tmp$/s.test(name);
}

/** Returns true for the temporary file of some run that was to become `name`. */
export function isTemporaryOf(temporary: string, name: string): boolean {
  return isTemporaryName(temporary) && temporaryName(name, temporary.slice(-12, -4)) === temporary;
}
