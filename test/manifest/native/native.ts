import fc from 'fast-check';
import { openNative } from '../../../src/manifest/native/read.ts';
import { nativeWriter, type Sealing } from '../../../src/manifest/native/write.ts';
import { orderKey } from '../../../src/model/entry.ts';
import { Fault } from '../../../src/model/fault.ts';
import { FINDING_CODES, type Finding, type FindingCode } from '../../../src/model/finding.ts';
import type { Manifest, ManifestEntry } from '../../../src/model/manifest.ts';
import { someBytes, someHex, somePath } from '../../help/arbitrary.ts';

/** How the manifests of these tests were made. */
export const SEALING: Sealing = {
  algorithm: 'sha256',
  created: '2026-11-23T05:20:00Z',
  tool: 'restorable/0.1.0',
  host: 'db\u00e4',
  id: '0123456789abcdef0123456789abcdef',
  seq: 1,
  origin: 'copy',
  root: '/srv/b\u00e4ckup',
  exclude: ['*.tmp', 'a\tb'],
};

/** The text of a manifest, one char a byte; promises are put in order. */
export function written(promises: readonly ManifestEntry[], more: Partial<Sealing> = {}): string {
  const writer = nativeWriter({ ...SEALING, ...more });
  const ordered = promises.toSorted((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
  return [writer.begin(), ...ordered.map((promised) => writer.add(promised)), writer.end()].join('');
}

const mtime = fc
  .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([seconds, nanos]) => `${seconds}.${String(nanos).padStart(9, '0')}`);
const mode = fc.integer({ min: 0, max: 0o7777 });
const size = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 2 ** 32 - 1, max: 2 ** 45 }));
const accepted = fc.subarray<FindingCode>(['zero-filled', 'empty-file', 'zero-holes'], { minLength: 1 });

const someFile = fc.record(
  {
    path: somePath,
    kind: fc.constant('file' as const),
    digests: fc.tuple(someHex(16), someHex(64)).map(([fast, strong]) => [
      { algorithm: 'xxh64', hex: fast },
      { algorithm: 'sha256', hex: strong },
    ]),
    size,
    mtime,
    mode,
    profile: fc.constantFrom(
      'p=1;c=T;m=-;H=497;b=T118,B2;z=9;h=2d2d0a2d;t=0a0a0a0a',
      'p=1;c=-;m=-;H=0;b=;z=-;h=;t=',
    ),
    accepted,
  },
  { requiredKeys: ['path', 'kind', 'digests', 'size', 'mtime', 'mode'] },
);
const someOther = fc.oneof(
  fc.record({
    path: somePath,
    kind: fc.constant('directory' as const),
    digests: fc.constant([]),
    mtime,
    mode,
  }),
  fc.record({
    path: somePath,
    kind: fc.constant('link' as const),
    digests: fc.constant([]),
    target: someBytes.filter((target) => target !== '' && !target.includes('\0')),
    mtime,
  }),
  fc.record({
    path: somePath,
    kind: fc.constantFrom('fifo' as const, 'socket' as const, 'device' as const),
    digests: fc.constant([]),
  }),
  fc.record({
    path: somePath,
    kind: fc.constantFrom('file' as const, 'directory' as const),
    digests: fc.constant([]),
    unreadable: fc.constantFrom('EACCES', 'EIO'),
  }),
);

/** Promises of every kind under any names, no two of the same key, in order. */
export const somePromises: fc.Arbitrary<ManifestEntry[]> = fc
  .uniqueArray(fc.oneof({ weight: 2, arbitrary: someFile }, someOther), { selector: orderKey, maxLength: 20 })
  .map((all) => all.toSorted((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1)));

/** A promise as plain data without what is undefined. */
export function plain(promised: ManifestEntry): Record<string, unknown> {
  const {
    path,
    kind,
    digests,
    size: bytes,
    mtime: at,
    mode: bits,
    target,
    profile,
    accepted: codes,
    unreadable,
  } = promised;
  const all = {
    path,
    kind,
    digests,
    size: bytes,
    mtime: at,
    mode: bits,
    target,
    profile,
    accepted: codes,
    unreadable,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** What came of reading a manifest to its end. */
export type Read = {
  readonly manifest?: Manifest;
  readonly promises: readonly Record<string, unknown>[];
  readonly findings: readonly Finding[];
  readonly fault?: Fault;
};

/** Opens and reads a manifest; a Fault is an answer, anything else that is thrown is not. */
export async function readNative(file: string, base = '', strong = false): Promise<Read> {
  const promises: Record<string, unknown>[] = [];
  const findings: Finding[] = [];
  try {
    const manifest = await openNative(file, base, strong);
    findings.push(...manifest.findings);
    for await (const chunk of manifest.entries((each) => findings.push(each)))
      promises.push(...chunk.map(plain));
    return { manifest, promises, findings };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { promises, findings, fault: error };
  }
}

/** True where a reader of this manifest is told that it is bad. */
export function isNoticed({ findings, fault }: Read): boolean {
  return fault?.exit === 4 || findings.some((each) => FINDING_CODES[each.code].subject === 'manifest');
}
