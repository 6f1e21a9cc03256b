import type { ContentClass } from '../../model/content.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';

/**
 * How a path without a manifest entry is treated: `closed` inventories forbid it, `open` lists do not name it, in a
 * `store` it has to prove itself, `none` asks nothing.
 */
export type Scope = 'closed' | 'open' | 'store' | 'none';

/** One path and everything known of it; `facts` are absent where the file matched or nothing had to be read. */
export type PathCase = {
  readonly entry: FileEntry | undefined;
  readonly expected: ManifestEntry | undefined;
  readonly facts: FileFacts | undefined;
  readonly scope: Scope;
  /** How its content was classified. */
  readonly judgement?: ContentClass | undefined;
};
