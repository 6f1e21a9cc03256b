import type { Command } from 'commander';

/** The flags that say where the manifest of a tree is kept, as commander gives them. */
export type ManifestFlags = { readonly manifest?: string; readonly manifestDir?: string };

/** Adds the flag for a directory of manifests. */
export function withManifestDir(command: Command): Command {
  return command.option(
    '--manifest-dir <dir>',
    'manifests are kept here, outside of the trees: one for each directory, named after its path',
  );
}
