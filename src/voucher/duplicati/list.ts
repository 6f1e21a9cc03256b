import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { directoryOf, fromText, join, unsafeBecause } from '../../model/path.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';

/** States of volumes that are there for good; others come or go (RemoteVolumeState). */
const THERE = new Set(['Uploaded', 'Verified']);

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openDuplicati({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return damaged(path, `it cannot be read (${bytes})`);
  const list = parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  const isOne = Array.isArray(list) && list.some((each) => volumeOf(each) !== undefined);
  if (!isOne && !/(?:^|\/)duplicati-verification\.json$/.test(path)) return undefined;
  if (!Array.isArray(list)) return damaged(path, 'it is no list in JSON');
  const collector = createEntryCollector(path);
  let passing = 0;
  for (const [i, each] of list.entries()) {
    const volume = volumeOf(each);
    if (volume === undefined) {
      collector.problems.add('damaged', i + 1, 'no volume with a name, a size and a SHA-256');
      continue;
    }
    if (!THERE.has(volume.state)) {
      passing += 1;
      continue;
    }
    const reason = unsafeBecause(volume.name);
    if (reason === undefined) collector.add(entryOf(directoryOf(path), volume), i + 1);
    else collector.problems.add('unsafe', i + 1, reason);
  }
  if (list.length === 0) collector.problems.add('damaged', 0, 'it names no volume');
  const notes =
    passing === 0 ? [] : [`volumes on their way in or out, not held against anything: ${passing}`];
  return { inventory: 'open', entries: collector.all(), findings: collector.findings(), notes };
}

type Volume = {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly state: string;
};

function damaged(path: string, detail: string): VoucherContents {
  return {
    inventory: 'open',
    entries: [],
    findings: [finding('manifest-damaged', path, { note: detail })],
    notes: [],
  };
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** States are words, or numbers where an old version wrote them. */
const STATES = ['Temporary', 'Uploading', 'Uploaded', 'Verified', 'Deleting', 'Deleted'];

function volumeOf(value: unknown): Volume | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const [name, size, hash, state] = ['Name', 'Size', 'Hash', 'State'].map((key) => fields.get(key));
  const word = typeof state === 'number' ? STATES[state] : (state ?? 'Verified');
  if (typeof name !== 'string' || name === '' || typeof word !== 'string' || !STATES.includes(word))
    return undefined;
  if (!THERE.has(word)) return { name, size: 0, sha256: '', state: word };
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  if (typeof hash !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(hash)) return undefined;
  return { name: fromText(name), size, sha256: Buffer.from(hash, 'base64').toString('hex'), state: word };
}

function entryOf(directory: string, { name, size, sha256 }: Volume): ManifestEntry {
  return { path: join(directory, name), kind: 'file', digests: [{ algorithm: 'sha256', hex: sha256 }], size };
}
