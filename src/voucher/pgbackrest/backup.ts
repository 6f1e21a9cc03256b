import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { statEntry } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { VoucherContents } from '../kit/voucher.ts';
import { segmentsOf } from '../pg-backup/segments.ts';
import { fieldOf, type IniLine, textOf } from './ini.ts';
import type { RepositoryPlace } from './place.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  none: '',
  gz: '.gz',
  lz4: '.lz4',
  zst: '.zst',
  bz2: '.bz2',
};
const SHA1 = /^[0-9a-f]{40}$/;
const MOST_PROBLEMS = 20;
const SEGMENT = /^[0-9A-F]{24}$/;

/**
 * The entries of a backup.manifest: files as they are stored, in the directory of this backup or of an earlier one that it
 * refers to, and that the write-ahead log of the time of the backup is in the archive.
 */
export function vouchBackup(place: RepositoryPlace, lines: readonly IniLine[]): VoucherContents {
  const { root, path, directory } = place;
  const label = nameOf(directory);
  const type = textOf(lines, 'backup:option', 'option-compress-type') ?? 'gz';
  const isPacked = lines.find(({ key }) => key === 'option-compress')?.value !== false;
  const extension = isPacked ? EXTENSIONS[type] : '';
  if (extension === undefined) {
    const detail = `packed with ${type}, which is not known: nothing of this backup was held`;
    return {
      inventory: 'closed',
      entries: [],
      findings: [finding('unvouched', path, { note: detail })],
      notes: [],
      ignores: () => true,
    };
  }
  const expected: ManifestEntry[] = [];
  const findings = createSomeFindings();
  const earlier = new Set<string>();
  let bundled = 0;
  let inBlocks = 0;
  for (const { section, key, value } of lines) {
    if (section !== 'target:file') continue;
    if (fieldOf(value, 'bni') !== undefined) bundled += 1;
    else if (fieldOf(value, 'bims') !== undefined) inBlocks += 1;
    else {
      const said = fieldOf(value, 'reference') ?? label;
      const reference = typeof said === 'string' ? said : '';
      const file = reference === '' ? 'its reference is no label' : fileOf(value);
      const at = join(directoryOf(directory), `${reference}/${key}${extension}`);
      const reason = typeof file === 'string' ? file : unsafeBecause(at);
      if (typeof file === 'string' || reason !== undefined) {
        const code = typeof file === 'string' ? 'manifest-damaged' : 'manifest-unsafe-path';
        findings.add(finding(code, path, { note: `${key}: ${reason}` }));
        continue;
      }
      // Before bundles there was nothing to store of an empty file in some versions, and a restore makes it anyway.
      if (file.isEmpty && statEntry(root, at) === undefined) continue;
      if (reference !== label) earlier.add(reference);
      expected.push({ path: at, kind: 'file', digests: file.digests, size: file.size });
    }
  }
  const log = vouchSegments(place, lines);
  const below = directory === '' ? '' : `${directory}/`;
  return {
    inventory: 'closed',
    entries: expected,
    findings: [...findings.all(), ...unread(path, bundled, inBlocks), ...log.findings],
    notes: [...(earlier.size === 0 ? [] : [`needs files of ${[...earlier].join(', ')}`]), ...log.notes],
    ignores(at) {
      const name = at.slice(below.length);
      return (
        at.endsWith('/') ||
        /^pg_data\/pg_tblspc\/\d+$/.test(name) ||
        (bundled > 0 && name.startsWith('bundle/')) ||
        (inBlocks > 0 && name.endsWith('.pgbi'))
      );
    },
  };
}

type StoredFile = { readonly digests: readonly Digest[]; readonly size: number; readonly isEmpty: boolean };

/** `rck` is the digest of the file as it is stored; without it the file is stored as it was. */
function fileOf(value: unknown): StoredFile | string {
  const size = fieldOf(value, 'size');
  const stored = fieldOf(value, 'repo-size') ?? size;
  const hex = fieldOf(value, 'rck') ?? fieldOf(value, 'checksum');
  if (typeof stored !== 'number' || !Number.isSafeInteger(stored) || stored < 0)
    return 'its size is no number';
  const isEmpty = size === 0;
  if (hex === undefined && isEmpty) return { digests: [], size: stored, isEmpty };
  if (typeof hex !== 'string' || !SHA1.test(hex)) return 'its checksum is no SHA-1';
  return { digests: [{ algorithm: 'sha1', hex }], size: stored, isEmpty };
}

function unread(path: BytePath, bundled: number, inBlocks: number): Finding[] {
  const said = (detail: string): Finding => finding('unvouched', path, { note: detail });
  return [
    ...(bundled === 0
      ? []
      : [said(`${bundled} of its files are stored in bundles, which are not looked into`)]),
    ...(inBlocks === 0
      ? []
      : [said(`${inBlocks} of its files are stored in blocks, which are not looked into`)]),
  ];
}

/** Whether the archive has the log from the start to the stop of a backup, which a restore cannot do without. */
function vouchSegments(
  { root, directory }: RepositoryPlace,
  lines: readonly IniLine[],
): Pick<VoucherContents, 'findings' | 'notes'> {
  const of = (section: string, key: string): string => textOf(lines, section, key) ?? '';
  const [start, stop] = [of('backup', 'backup-archive-start'), of('backup', 'backup-archive-stop')];
  if (!SEGMENT.test(start) || !SEGMENT.test(stop))
    return { findings: [], notes: ['it needs no log of the archive'] };
  const stanza = directoryOf(directory);
  const version = `${of('backup:db', 'db-version')}-${of('backup:db', 'db-id')}`;
  const archive = join(directoryOf(directoryOf(stanza)), 'archive');
  const top = join(archive, `${nameOf(stanza)}/${version}`);
  const isBelow = nameOf(directoryOf(stanza)) === 'backup' && statEntry(root, archive)?.kind === 'directory';
  if (!isBelow || unsafeBecause(top) !== undefined) {
    const note = `its log, from ${start} to ${stop}, is not below the root, and was not looked for`;
    return { findings: [], notes: [note] };
  }
  const needed = between(start, stop, of('backup', 'backup-lsn-start'), of('backup', 'backup-lsn-stop'));
  const listed = new Map<BytePath, ReadonlySet<string>>();
  const missing = needed.filter((segment) => {
    const at = join(top, segment.slice(0, 16));
    if (!listed.has(at)) listed.set(at, new Set(namesOf(root, at).map(({ name }) => name.slice(0, 25))));
    return listed.get(at)?.has(`${segment}-`) !== true;
  });
  const more = missing.length > MOST_PROBLEMS ? ` (and ${missing.length - MOST_PROBLEMS} more)` : '';
  const detail = `a restore of ${nameOf(directory)} needs this segment of the write-ahead log${more}`;
  return {
    findings: missing
      .slice(0, MOST_PROBLEMS)
      .map((segment) =>
        finding('missing', join(top, `${segment.slice(0, 16)}/${segment}`), { note: detail }),
      ),
    notes: [],
  };
}

/** All segments from one to another; how long they are follows from the position of the first. */
function between(start: string, stop: string, from: string, to: string): readonly string[] {
  const timeline = Number.parseInt(start.slice(0, 8), 16);
  const [first, last] = [from, to].map((text) => {
    const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
    return high === undefined ? undefined : (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
  });
  if (first === undefined || last === undefined || last < first) return [...new Set([start, stop])];
  const sizes = [24, ...Array.from({ length: 11 }, (_, i) => 20 + i)].map((bits) => 2 ** bits);
  for (const size of sizes) {
    const names = segmentsOf([{ timeline, start: first, end: last }], size);
    if (names?.[0] === start) return [...new Set([...names, stop])];
  }
  return [...new Set([start, stop])];
}
