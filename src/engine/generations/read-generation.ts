import { empty } from '../../flow/empty.ts';
import type { Manifest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { Selection } from '../../walk/selection.ts';
import { walk } from '../../walk/walk.ts';
import type { RunOptions } from '../run.ts';
import { readEntries } from './read-entries.ts';

const DIGEST = 'xxh64';

/** A tree as its manifest would be: read once, when its entries are first asked for. */
export function readGeneration(
  root: BytePath,
  leaveOut: Selection | undefined,
  options: RunOptions,
): Manifest {
  let isRead = false;
  return {
    format: 'tree',
    file: root,
    base: '',
    inventory: 'closed',
    algorithms: [DIGEST],
    files: 0,
    exclude: [],
    notes: ['read for this comparison'],
    findings: [],
    entries() {
      if (isRead) return empty();
      isRead = true;
      return read(root, leaveOut, options);
    },
  };
}

async function* read(
  root: BytePath,
  leaveOut: Selection | undefined,
  options: RunOptions,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  const by = { format: 'tree', path: root };
  const files = walk({ root, leaveOut, oneFileSystem: options.oneFileSystem === true });
  const tree = { root, files, digests: [DIGEST], acceptFindings: false };
  for await (const chunk of readEntries(tree, options)) {
    yield chunk.map((expected) => ({ ...expected, by, isProfiled: expected.profile !== undefined }));
  }
}
