import { isTrouble, listDirectory } from '../../disk/list.ts';
import { isAbsent } from '../../model/entry.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join, toText, unsafeBecause } from '../../model/path.ts';
import { hashBytes } from '../kit/entry-collector.ts';
import { type Links, linksBelow } from '../kit/list-files.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { VoucherContents } from '../kit/voucher.ts';
import { vouchLog } from './log.ts';
import type { PgFile, PgManifest } from './manifest.ts';
import { isIgnoredByPostgres, tablespaceOf } from './names.ts';

/** A manifest of a data directory: the root, the manifest and the directory below it. */
type PgPlace = {
  readonly root: BytePath;
  readonly path: BytePath;
  readonly directory: BytePath;
  readonly mayPassLinks: boolean;
};

const MOST_TRIES = 8;
const SMALL = 65_536;

/** The entries of a manifest for the data directory that it is in. */
export async function vouchPlain(place: PgPlace, manifest: PgManifest): Promise<VoucherContents> {
  const { root, path, directory } = place;
  const { files, ranges } = manifest;
  const links = linksBelow(root);
  const isBig = await isBigEndian(place, files, links);
  const spaces = spacesOf(place, links);
  const expected: ManifestEntry[] = [];
  const findings = createSomeFindings();
  for (const file of files) {
    if (isIgnoredByPostgres(file.path)) continue;
    const reason = unsafeBecause(file.path);
    if (reason !== undefined) {
      findings.add(finding('manifest-unsafe-path', path, { note: reason }));
      continue;
    }
    const at = spaces.placeOf(file);
    if (at !== undefined)
      expected.push({ path: at, kind: 'file', digests: digestsOf(file, isBig), size: file.size });
  }
  const log = vouchLog(place, ranges, links);
  const below = directory === '' ? '' : `${directory}/`;
  return {
    inventory: 'closed',
    entries: [...expected, ...log.expected],
    findings: [
      ...findings.all(),
      ...spaces.findings(),
      ...log.findings,
      ...(await strangeSystem(place, manifest, isBig, links)),
    ],
    passable: spaces.passable(),
    notes: [
      'postgresql.auto.conf may change after a backup, and is not held',
      ...spaces
        .passable()
        .map((link) => `the tablespace ${toText(link)} lies outside of the root, and was read there`),
    ],
    ignores(key) {
      const name = key.slice(below.length);
      return (
        name.endsWith('/') ||
        /^pg_tblspc\/\d+$/.test(name) ||
        (isIgnoredByPostgres(name) && name !== 'backup_manifest')
      );
    },
  };
}

type Spaces = {
  placeOf(file: PgFile): BytePath | undefined;
  findings(): readonly Finding[];
  /** The links of those that lie outside of the root and are read. */
  passable(): readonly BytePath[];
};

/** How a tablespace is reached: under which path its files are, and why it cannot be. */
type Space =
  | { readonly top: BytePath; readonly isOutside?: true }
  | { readonly why: string; readonly isLost?: true };

/**
 * Tablespaces are links. Where they stay below the root, their files are there; where they leave it, they are passed as
 * pg_verifybackup does, and one that leads to nothing has lost its files.
 */
function spacesOf({ root, directory, mayPassLinks }: PgPlace, links: Links): Spaces {
  const known = new Map<BytePath, Space>();
  const unread = new Map<BytePath, number>();
  const reach = (link: BytePath): Space => {
    const inside = statEntry(root, link)?.kind === 'link' ? links.follow(link) : link;
    if (inside !== undefined) return { top: inside };
    if (!mayPassLinks) return { why: 'lies outside of the root' };
    const listing = listDirectory(join(root, link));
    if (!isTrouble(listing)) return { top: link, isOutside: true };
    return isAbsent(listing.code)
      ? { why: 'leads to nothing', isLost: true }
      : { why: `cannot be listed (${listing.code})` };
  };
  return {
    placeOf(file) {
      const [number, rest] = tablespaceOf(file.path) ?? [];
      if (number === undefined || rest === undefined) return join(directory, file.path);
      const link = join(directory, `pg_tblspc/${number}`);
      const space = known.get(link) ?? reach(link);
      known.set(link, space);
      if ('top' in space) return join(space.top, rest);
      unread.set(link, (unread.get(link) ?? 0) + 1);
      return undefined;
    },
    findings: () =>
      [...known].flatMap(([link, space]) => {
        if ('top' in space) return [];
        const count = unread.get(link) ?? 0;
        return space.isLost === true
          ? [
              finding('missing', link, {
                note: `this tablespace ${space.why}: ${count} promised files are missing`,
              }),
            ]
          : [
              finding('denied', link, {
                note: `this tablespace ${space.why}, so ${count} promised files were not read`,
              }),
            ];
      }),
    passable: () => [...known].flatMap(([link, space]) => ('top' in space && space.isOutside ? [link] : [])),
  };
}

function digestsOf({ digest }: PgFile, isBig: boolean): Digest[] {
  if (digest === undefined) return [];
  const { algorithm, hex } = digest;
  return [{ algorithm, hex: algorithm === 'crc32c' && !isBig ? swapped(hex) : hex }];
}

function swapped(hex: string): string {
  return Buffer.from(hex, 'hex').swap32().toString('hex');
}

/** A CRC-32C is written as it lies in memory, so a few small files tell which way round it is. */
async function isBigEndian(
  { root, directory }: PgPlace,
  files: readonly PgFile[],
  links: Links,
): Promise<boolean> {
  let tries = 0;
  for (const { path, size, digest } of files) {
    const isUsable = digest?.algorithm === 'crc32c' && size > 0 && size <= SMALL;
    if (!isUsable || isIgnoredByPostgres(path) || unsafeBecause(path) !== undefined) continue;
    if (++tries > MOST_TRIES) return false;
    const at = join(directory, path);
    if (links.follow(at) !== at) continue;
    const bytes = await readVoucherFile(root, at);
    const hex = typeof bytes === 'string' ? undefined : await hashBytes('crc32c', bytes);
    if (hex === undefined) continue;
    if (swapped(hex) === digest.hex) return false;
    if (hex === digest.hex) return true;
  }
  return false;
}

/** From version 2 on a manifest is of one cluster, which the first eight bytes of pg_control name. */
async function strangeSystem(
  place: PgPlace,
  manifest: PgManifest,
  isBig: boolean,
  links: Links,
): Promise<Finding[]> {
  const { root, path, directory } = place;
  const control = join(directory, 'global/pg_control');
  const head = links.follow(control) === control ? headOf(root, control, 8) : Buffer.alloc(0);
  if (manifest.system === undefined || head.length < 8) return [];
  const found = [head.readBigUInt64LE(), head.readBigUInt64BE()];
  if (found.includes(manifest.system)) return [];
  const file = manifest.files.find((each) => each.path === 'global/pg_control');
  const [wanted] = file === undefined ? [] : digestsOf(file, isBig);
  const bytes = await readVoucherFile(root, control);
  const isAsRecorded =
    wanted === undefined ||
    (typeof bytes !== 'string' && (await hashBytes(wanted.algorithm, bytes)) === wanted.hex);
  // A pg_control that is damaged is said to be by its digest.
  if (!isAsRecorded) return [];
  const detail = `it is of system ${manifest.system}, pg_control of ${found[isBig ? 1 : 0]}`;
  return [finding('manifest-untrusted', path, { note: detail })];
}
