import type { BytePath } from '../../model/path.ts';

/** A file of a repository: the root, the file and its directory below it. */
export type RepositoryPlace = {
  readonly root: BytePath;
  readonly path: BytePath;
  readonly directory: BytePath;
};
