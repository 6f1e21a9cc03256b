import { createHash } from 'node:crypto';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';

const DIRECTORY = /(?:^|\/)([0-9a-f]{2})\/([0-9a-f]{30})\.dir$/;
const MOST_PROMISES = 1 << 22;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openDvc({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const objects = path.replace(/\/$/, '');
  const expected = new Map<BytePath, ManifestEntry>();
  let damaged = 0;
  for (const { path: file, kind } of membersOf(root, objects)) {
    const [, first, rest] = DIRECTORY.exec(file) ?? [];
    if (kind !== 'file' || first === undefined || rest === undefined || expected.size >= MOST_PROMISES)
      continue;
    const bytes = await readVoucherFile(root, file);
    const holds = typeof bytes === 'object' && createHash('md5').update(bytes).digest('hex') === first + rest;
    if (!holds) damaged += 1;
    else
      for (const hex of digestsIn(bytes)) {
        const at = join(objects, `${hex.slice(0, 2)}/${hex.slice(2)}`);
        expected.set(at, { path: at, kind: 'file', digests: [] });
      }
  }
  if (expected.size === 0 && damaged === 0) return undefined;
  const notes = [
    `files of directories, which prove themselves: ${expected.size}`,
    ...(damaged === 0
      ? []
      : [`lists of directories that do not hold, so that what they name is not known: ${damaged}`]),
  ];
  return {
    inventory: 'open',
    entries: [...expected.values()],
    findings: [],
    notes,
    base: directoryOf(objects),
  };
}

function digestsIn(bytes: Buffer): string[] {
  try {
    const list: unknown = JSON.parse(bytes.toString('utf8'));
    return (Array.isArray(list) ? list : []).flatMap((each: unknown) => {
      const hex: unknown = typeof each === 'object' && each !== null && 'md5' in each ? each.md5 : undefined;
      return typeof hex === 'string' && /^[0-9a-f]{32}$/.test(hex) ? [hex] : [];
    });
  } catch {
    return [];
  }
}
