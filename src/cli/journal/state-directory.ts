import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the state directory: `/var/lib/restorable` for root, else below the XDG state directory. */
export function stateDirectory(): string {
  const { env } = process;
  const xdg = env['XDG_STATE_HOME'];
  if (xdg !== undefined && xdg.startsWith('/')) return join(xdg, 'restorable');
  return process.getuid?.() === 0 ? '/var/lib/restorable' : join(homedir(), '.local', 'state', 'restorable');
}

/** Returns the directory of the journals. */
export function journalDirectory(): string {
  return join(stateDirectory(), 'journal');
}
