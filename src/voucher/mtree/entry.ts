import type { Problems } from '../../manifest/checksum/problems.ts';
import type { Kind } from '../../model/entry.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';
import type { MtreeEntry } from './lines.ts';
import { unvis } from './vis.ts';

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['file', 'file'],
  ['dir', 'directory'],
  ['link', 'link'],
  ['fifo', 'fifo'],
  ['socket', 'socket'],
  ['char', 'device'],
  ['block', 'device'],
]);

const DIGESTS: ReadonlyMap<string, string> = new Map(
  ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha512256', 'rmd160', 'ripemd160'].flatMap((key) => {
    const name = key === 'rmd160' ? 'ripemd160' : key === 'sha512256' ? 'sha512-256' : key;
    return [
      [key, name],
      [`${key}digest`, name],
    ];
  }),
);

const EMPTY: Digest = {
  algorithm: 'sha256',
  hex: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

/** Returns an entry of the file as an entry of a manifest; nothing, and a problem, where a keyword is not as mtree(5) has it. */
export function toManifestEntry(
  { line, keywords }: MtreeEntry,
  path: BytePath,
  problems: Problems,
): ManifestEntry | undefined {
  const kind = KINDS.get(keywords.get('type') ?? 'file') ?? 'file';
  const target = keywords.get('link');
  if (kind !== 'file')
    return { path, kind, digests: [], ...(target === undefined ? {} : { target: unvis(target) }) };
  const digests: Digest[] = [];
  for (const [key, value] of keywords) {
    const algorithm = DIGESTS.get(key);
    if (algorithm === undefined && key !== 'cksum') continue;
    const digest = algorithm === undefined ? posixDigest(value) : digestOf(algorithm, value);
    if (digest === undefined) {
      problems.add('damaged', line, `not a digest of ${algorithm ?? key}`);
      return undefined;
    }
    digests.push(digest);
  }
  const written = keywords.get('size');
  const size = written === undefined ? undefined : Number(written);
  if (written !== undefined && (!/^\d{1,20}$/.test(written) || !Number.isSafeInteger(size))) {
    problems.add('damaged', line, 'not a size');
    return undefined;
  }
  if (digests.length === 0 && size === 0) digests.push(EMPTY);
  const mode = /^[0-7]{1,6}$/.exec(keywords.get('mode') ?? '')?.[0];
  return {
    path,
    kind,
    digests,
    size,
    mtime: timeOf(keywords.get('time')),
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) & 0o7777 }),
  };
}

function posixDigest(value: string): Digest | undefined {
  if (!/^\d{1,10}$/.test(value) || Number(value) > 0xffffffff) return undefined;
  return { algorithm: 'cksum', hex: Number(value).toString(16).padStart(8, '0') };
}

/** `time=SEC.NSEC`: what stands behind the point is a number of nanoseconds, not a fraction. */
function timeOf(value: string | undefined): string | undefined {
  const [, seconds, nanoseconds = '0'] = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(value ?? '') ?? [];
  return seconds === undefined ? undefined : `${seconds}.${nanoseconds.padStart(9, '0')}`;
}
