/**
 * What the tools of stores remove and rewrite on their own: when old backups are forgotten, and when data is packed anew. Under a
 * seal that allows it this is no loss, as far as the store itself does not say that it is one.
 */
import type { Finding } from '../model/finding.ts';
import { type BytePath, join } from '../model/path.ts';
import { lastCommitted } from './borg/committed.ts';
import { readBorgIndex } from './borg/index-file.ts';
import { openGit } from './git/list.ts';
import { packedObjects, readPackedRefs } from './git/packed.ts';
import { namesOf } from './kit/list-files.ts';
import { hasFileBelow, type PartsPlace } from './kit/parts.ts';

/** How the tool of one kind of store removes data. Paths are below the top of the store. */
export type StoreRetention = {
  /** The names of what it removes, and of what it writes in its place. */
  readonly files: RegExp;
  /** The directories that it leaves empty, or makes. */
  readonly directories: RegExp;
  /** The names of what it also rewrites in place. */
  readonly rewrites?: RegExp;
  /** Returns what says whether a file of such a name is needed all the same, so that it must not go. */
  readonly needs?: (place: PartsPlace) => (path: BytePath) => boolean;
  /**
   * The files that data is in, and by which a loss of most of it is measured; left out where an inventory of the store itself
   * names all of them, so that what is gone is known to be of no use.
   */
  readonly data?: RegExp;
  /** Returns whether the content of a data file that is gone is in another one. */
  readonly moved?: (place: PartsPlace) => (path: BytePath) => boolean;
  /** Whether anything is left that can be restored. */
  readonly hasBackup?: (place: PartsPlace) => boolean;
  /** Returns what else is wrong with a store by what it says of itself, beside its parts. */
  readonly faults?: (place: PartsPlace) => Promise<readonly Finding[]>;
  /** How its own tool finds data that is lacking. */
  readonly check: string;
};

const HEX64 = '[0-9a-f]{64}';
const BORG_INDEX_ALONE = 1;

/** The kinds of stores from which their tools remove data, by the name of the voucher. */
const OF_STORES: Readonly<Record<string, StoreRetention>> = {
  restic: {
    files: new RegExp(`^(?:data/(?:[0-9a-f]{2}/)?|index/|snapshots?/|locks?/)${HEX64}$`),
    directories: /^(?:data(?:\/[0-9a-f]{2})?|index|snapshots?|locks?)$/,
    data: new RegExp(`^data/(?:[0-9a-f]{2}/)?${HEX64}$`),
    hasBackup: (place) => hasFileBelow(place, 'snapshots') || hasFileBelow(place, 'snapshot'),
    check: 'restic check',
  },
  borg: {
    files: /^(?:data\/\d+\/\d+|(?:index|hints|integrity)\.\d+)$/,
    directories: /^data\/\d+$/,
    rewrites: /^nonce$/,
    needs: (place) => (lastIndex(place) === undefined ? () => true : () => false),
    hasBackup: hasArchive,
    check: 'borg check',
  },
  borg2: {
    files: new RegExp(`^(?:(?:packs|data)/(?:[0-9a-f]{2}/)*|index/|archives/|locks/)${HEX64}$|^cache/`),
    directories: /^(?:packs|data|index|archives|cache|locks)(?:\/[0-9a-f]{2})*$/,
    rewrites: /^config\/manifest$/,
    data: new RegExp(`^(?:packs|data)/(?:[0-9a-f]{2}/)*${HEX64}$`),
    hasBackup: (place) => hasFileBelow(place, 'archives'),
    check: 'borg check',
  },
  kopia: {
    files: /^(?!kopia\.(?:repository|blobcfg)\.f$).+\.f$/,
    directories: /^[a-z_]\w*(?:\/\w+)*$/,
    rewrites: /^kopia\.maintenance\.f$/,
    data: /^[pq].*\.f$/,
    check: 'kopia snapshot verify',
  },
  duplicacy: {
    files: /^(?:chunks\/(?:[0-9a-f]{2,}\/)*[0-9a-f]+(?:\.fsl)?|snapshots\/[^/]+\/\d+)$/,
    directories: /^(?:chunks|snapshots)(?:\/[^/]+)*$/,
    data: /^chunks\//,
    hasBackup: (place) => hasFileBelow(place, 'snapshots'),
    check: 'duplicacy check',
  },
  git: {
    files:
      /^objects\/(?:[0-9a-f]{2}\/(?:[0-9a-f]{38}|[0-9a-f]{62})|pack\/(?:pack-[0-9a-f]+\.[a-z]+|multi-pack-index.*)|info\/(?!alternates$).+)$|^refs\/|^logs\/|^(?:gc\.(?:log|pid)|FETCH_HEAD|ORIG_HEAD)$/,
    directories: /^(?:objects\/(?:[0-9a-f]{2}|pack|info)|(?:refs|logs)\/.+)$/,
    rewrites:
      /^(?:packed-refs|info\/refs|objects\/info\/(?:packs|commit-graph)|FETCH_HEAD|ORIG_HEAD)$|^(?:refs|logs)\//,
    needs: (place) => {
      const packed = readPackedRefs(place);
      return (path) => path.startsWith('refs/') && packed?.refs.has(path) !== true;
    },
    data: /^objects\/(?:[0-9a-f]{2}\/|pack\/.*\.pack$)/,
    moved: packedObjects,
    faults: async ({ root, directory }) =>
      (await openGit({ root, path: join(directory, 'HEAD') }))?.findings ?? [],
    check: 'git fsck',
  },
};

/** Returns how the tool of a kind of store removes data, by the name of its voucher; undefined where it does not, or nobody knows. */
export function retentionOf(format: string): StoreRetention | undefined {
  return Object.hasOwn(OF_STORES, format) ? OF_STORES[format] : undefined;
}

/** An index without archives has one object, the manifest, or none. */
function hasArchive(place: PartsPlace): boolean {
  const path = lastIndex(place);
  const index = path === undefined ? undefined : readBorgIndex(place.root, path);
  return index === undefined || index.objects > BORG_INDEX_ALONE;
}

function lastIndex({ root, directory }: PartsPlace): BytePath | undefined {
  const last = lastCommitted(namesOf(root, directory).map(({ name }) => name));
  return last === undefined ? undefined : join(directory, `index.${last}`);
}
