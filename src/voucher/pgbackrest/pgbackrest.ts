import type { StructureVerdict } from '../../model/content.ts';
import { packingOf } from '../../model/packings.ts';
import type { Probe } from '../../model/probe.ts';
import { PROVEN, SOUND } from '../../structure/kit/verdicts.ts';
import { unpacked } from '../kit/compressed-file.ts';
import { checkedBy, ENCRYPTED_FILE, namedBy } from '../kit/handling.ts';
import type { Layout, StoreFile } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';
import { pgCluster } from '../postgres/postgres.ts';
import { ARCHIVED_SEGMENT, COPY, INFORMATION } from './names.ts';

const INFO = ['archive.info', 'backup.info'];
const MANIFEST = ['backup.manifest'];
/** Many files one after the other, which is not a format of its own. */
const BUNDLE = /^bundle\/\d+$/;
const ANYTHING: Probe<StructureVerdict> = { update: () => {}, end: () => SOUND };
/** How files that OpenSSL encrypted begin. */
const SALTED = 'Salted__';

/**
 * What lies below one stanza: the name of a segment of the write-ahead log has the SHA-1 of its content before compression.
 * Where the information files are encrypted, so is everything else.
 */
const stanza: Layout = {
  anchors: INFO,
  isTop: (names) => INFO.some((name) => names.has(name)),
  handle(path, file) {
    if (isEncrypted(file, INFO)) return ENCRYPTED_FILE;
    const [, hex] = ARCHIVED_SEGMENT.exec(path) ?? [];
    if (hex === undefined) return undefined;
    const named = namedBy('sha1', hex);
    if (named.is !== 'check') return undefined;
    return { is: 'check', vouched: true, begin: () => unpacked(path, file.size, named.begin()) };
  },
};

/** One backup: a data directory of which every file is compressed by itself, so that its pages may be zero in there. */
const backup: Layout = {
  anchors: ['pg_data/'],
  isTop: (names) =>
    names.has('pg_data/') && (names.has('backup.manifest') || names.has('backup.manifest.copy')),
  handle(path, file) {
    if (isEncrypted(file, MANIFEST)) return ENCRYPTED_FILE;
    if (BUNDLE.test(path)) return checkedBy(() => ANYTHING);
    const inner = path.replace(/^pg_data\//, '');
    const packing = packingOf(inner);
    const handling = pgCluster.handle(
      packing === undefined ? inner : inner.slice(0, -packing.length - 1),
      file,
    );
    if (packing === undefined || handling === undefined) return handling;
    if (handling.is !== 'paged' && handling.is !== 'check') return handling;
    return { is: 'check', begin: () => unpacked(path, file.size, unlessWrong(handling.begin?.())) };
  },
};

/**
 * The repository of pgBackRest. Each backup.manifest has the SHA-1 and size of the files of its backup as they are stored,
 * those of earlier backups too; the name of an archived segment has the SHA-1 of its content. An encrypted repository is
 * recognised, and nothing in it is checked without the key.
 */
export const pgbackrest: Voucher = {
  name: 'pgbackrest',
  about:
    'pgBackRest: SHA-1 of every stored file and archived segment, compressed or not; what is missing; a closed inventory',
  layouts: [stanza, backup],
  list: {
    find: (names) =>
      INFORMATION.flatMap((name) => [name, `${name}${COPY}`].filter((each) => names.has(each)).slice(0, 1)),
    open: async (candidate) => (await import('./list.ts')).openPgbackrest(candidate),
  },
};

function isEncrypted({ read }: StoreFile, names: readonly string[]): boolean {
  return names
    .flatMap((name) => [name, `${name}.copy`])
    .some((name) => read(name, SALTED.length)?.toString('latin1') === SALTED);
}

/** Reports what a probe finds wrong, and calls all else proven. */
function unlessWrong(probe: Probe<StructureVerdict> | undefined): Probe<StructureVerdict> {
  return {
    update: (chunk) => probe?.update(chunk),
    end() {
      const verdict = probe?.end() ?? PROVEN;
      return verdict.is === 'broken' || verdict.is === 'cut' ? verdict : PROVEN;
    },
  };
}
