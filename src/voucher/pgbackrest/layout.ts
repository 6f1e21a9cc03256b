import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { PROVEN, SOUND } from '../../structure/kit/verdicts.ts';
import { packingOf, unpacked } from '../kit/compressed-file.ts';
import { ENCRYPTED_FILE, held, namedBy } from '../kit/handling.ts';
import type { Store, StoreFile } from '../kit/layout.ts';
import { postgres } from '../postgres/layout.ts';
import { ARCHIVED_SEGMENT, isPackingRead } from '../postgres/names.ts';

const INFO = ['archive.info', 'backup.info'];
const MANIFEST = ['backup.manifest'];
/** Many files one behind the other, which is no format of its own. */
const BUNDLE = /^bundle\/\d+$/;
const ANYTHING: Probe<StructureVerdict> = { update: () => {}, end: () => SOUND };
/** How what OpenSSL encrypts begins. */
const SALTED = 'Salted__';

/**
 * What lies below one stanza of pgBackRest: the name of a segment of the write-ahead log has the SHA-1 of what is packed
 * in it. Where the lists are encrypted, so is all else.
 */
export const pgbackrestStanza: Store = {
  name: 'pgbackrest',
  about:
    'the archive of pgBackRest: segments hold by the SHA-1 in their name, also where gzip, zstd or lz4 pack them',
  isTop: (names) => INFO.some((name) => names.has(name)),
  handle(path, subject) {
    if (isEncrypted(subject, INFO)) return ENCRYPTED_FILE;
    const [, hex, extension] = ARCHIVED_SEGMENT.exec(path) ?? [];
    if (hex === undefined || !isPackingRead(extension)) return undefined;
    const named = namedBy('sha1', hex);
    if (named.is !== 'check') return undefined;
    return { is: 'check', vouched: true, begin: () => unpacked(path, subject.size, named.begin()) };
  },
};

function isEncrypted({ read }: StoreFile, names: readonly string[]): boolean {
  return names
    .flatMap((name) => [name, `${name}.copy`])
    .some((name) => read(name, SALTED.length)?.toString('latin1') === SALTED);
}

/** One backup of pgBackRest: a data directory with every file packed by itself, so that its pages may be zero in there. */
export const pgbackrestBackup: Store = {
  name: 'pgbackrest-backup',
  about: 'a backup of pgBackRest: files of a cluster of PostgreSQL, packed one by one; pages may be zero',
  isTop: (names) =>
    names.has('pg_data/') && (names.has('backup.manifest') || names.has('backup.manifest.copy')),
  handle(path, subject) {
    if (isEncrypted(subject, MANIFEST)) return ENCRYPTED_FILE;
    if (BUNDLE.test(path)) return held(() => ANYTHING);
    const inner = path.replace(/^pg_data\//, '');
    const packing = packingOf(inner);
    const taken = postgres.handle(
      packing === undefined ? inner : inner.slice(0, -packing.length - 1),
      subject,
    );
    if (packing === undefined || taken === undefined || (taken.is !== 'paged' && taken.is !== 'check'))
      return taken;
    return { is: 'check', begin: () => unpacked(path, subject.size, unlessWrong(taken.begin?.())) };
  },
};

/** What accuses where a probe accuses, and nothing else. */
function unlessWrong(probe: Probe<StructureVerdict> | undefined): Probe<StructureVerdict> {
  return {
    update: (chunk) => probe?.update(chunk),
    end() {
      const standing = probe?.end() ?? PROVEN;
      return standing.is === 'broken' || standing.is === 'cut' ? standing : PROVEN;
    },
  };
}
