import { resolve } from 'node:path';

/** What the name of a remote tree begins with on the command line. */
export const REMOTE = 'rclone:';

/** How remote trees are read: at most so many bytes a second. */
export type RemoteOptions = { readonly bandwidth?: number | undefined };

/** Whether a name is that of something remote. */
export function isRemoteName(named: string): boolean {
  return named.startsWith(REMOTE);
}

/** Returns an absolute path; the name of something remote is one already. */
export function absolute(named: string): string {
  return isRemoteName(named) ? named : resolve(named);
}
