import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';

const INTEGRITY = /^(sha1|sha256|sha384|sha512|md5)-([A-Za-z0-9+/]+={0,2})$/;
const LINE = /^[0-9a-f]{40}\t(\{.*\})$/;
const MOST_PROMISES = 1 << 22;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openCacache({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const index = path.replace(/\/$/, '');
  const top = directoryOf(index);
  const expected = new Map<BytePath, ManifestEntry>();
  for (const { path: bucket, kind } of membersOf(root, index)) {
    if (kind !== 'file' || expected.size >= MOST_PROMISES) continue;
    const bytes = await readVoucherFile(root, bucket);
    const lines = typeof bytes === 'string' ? [] : bytes.toString('utf8').split('\n');
    const latest = new Map<string, ManifestEntry | undefined>();
    for (const line of lines) {
      const [key, content] = contentOf(LINE.exec(line)?.[1] ?? '', top) ?? [];
      if (key !== undefined) latest.set(key, content);
    }
    for (const content of latest.values()) if (content !== undefined) expected.set(content.path, content);
  }
  const notes = [`contents that its index names, which prove themselves: ${expected.size}`];
  return { inventory: 'open', entries: [...expected.values()], findings: [], notes, base: top };
}

/** Returns the key of a line and its manifest entry; no entry where it was deleted. */
function contentOf(json: string, top: BytePath): [string, ManifestEntry | undefined] | undefined {
  const fields = fieldsOf(json);
  const [key, integrity, size] = ['key', 'integrity', 'size'].map((name) => fields.get(name));
  if (typeof key !== 'string') return undefined;
  const first = typeof integrity === 'string' ? (integrity.split(' ')[0] ?? '') : '';
  const [, algorithm, base64 = ''] = INTEGRITY.exec(first) ?? [];
  if (algorithm === undefined) return [key, undefined];
  const hex = Buffer.from(base64, 'base64').toString('hex');
  const path = join(top, `content-v2/${algorithm}/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`);
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  return [key, { path, kind: 'file', digests: [], ...(isSize ? { size } : {}) }];
}

function fieldsOf(json: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}
