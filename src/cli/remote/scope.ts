import type { RemoteScope } from '../../model/run-scope.ts';

const scopes = new Map<string, RemoteScope>();

/** Keeps what a run has to say of a remote tree. */
export function keepScope(tree: string, scope: RemoteScope): void {
  scopes.set(tree, scope);
}

/** Returns what a run has to say of a root, where that is remote. */
export function remoteScope(root: string): { readonly remote?: RemoteScope } {
  for (const [tree, remote] of scopes) if (root === tree || root.startsWith(`${tree}/`)) return { remote };
  return {};
}
