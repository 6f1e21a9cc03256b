import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, toText } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { openPackIndex } from './index-file.ts';
import { NO_REF } from './lost-refs.ts';
import { readGitRefs } from './refs.ts';

const PACK = /^(pack-[0-9a-f]{40,64})\.(pack|idx)$/;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openGit({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const top = directoryOf(path);
  const { refs, damaged } = await readGitRefs(root, top);
  if (damaged.includes(path) && namesOf(root, join(top, 'objects')).length === 0) return undefined;
  const packs = packsIn(root, top);
  const notes = ['objects and packs prove themselves; what lies behind the refs is not followed: git fsck'];
  const alternates = join(top, 'objects/info/alternates');
  const isShared = statEntry(root, alternates) !== undefined;
  if (isShared) notes.push(await noteOn(root, alternates));
  const isPartial = packs.isPartial || statEntry(root, join(top, 'shallow')) !== undefined;
  if (packs.isPartial) notes.push('a partial clone: objects may be absent that its remote has');
  const findings: Finding[] = damaged.map((each) => finding('broken-structure', each, { note: NO_REF }));
  if (!isShared && !isPartial) findings.push(...danglingIn(root, top, refs, packs.indexes));
  const own = [join(top, 'packed-refs'), ...damaged, ...refs.map(({ name }) => name)];
  return { inventory: 'open', entries: packs.expected, findings, notes, own };
}

/** Returns every pack with its index, each of which has to be there where the other is. */
function packsIn(
  root: BytePath,
  top: BytePath,
): {
  readonly expected: readonly ManifestEntry[];
  readonly indexes: readonly BytePath[];
  readonly isPartial: boolean;
} {
  const directory = join(top, 'objects/pack');
  const names = namesOf(root, directory).map(({ name }) => name);
  const stems = [...new Set(names.flatMap((name) => PACK.exec(name)?.[1] ?? []))];
  const expected = stems.flatMap((stem) =>
    ['pack', 'idx'].map(
      (end): ManifestEntry => ({ path: join(directory, `${stem}.${end}`), kind: 'file', digests: [] }),
    ),
  );
  return {
    expected,
    indexes: stems.map((stem) => join(directory, `${stem}.idx`)),
    isPartial: names.some((name) => name.endsWith('.promisor')),
  };
}

async function noteOn(root: BytePath, alternates: BytePath): Promise<string> {
  const bytes = await readVoucherFile(root, alternates);
  const lines = typeof bytes === 'string' ? [] : bytes.toString('latin1').split('\n');
  const places = lines.filter((line) => line !== '' && !line.startsWith('#')).slice(0, 5);
  return `it borrows objects from ${places.map(toText).join(', ') || 'elsewhere'}: without that it cannot be restored`;
}

/** Refs to objects that are neither loose nor in an index. */
function danglingIn(
  root: BytePath,
  top: BytePath,
  refs: readonly { readonly name: BytePath; readonly hex: string }[],
  files: readonly BytePath[],
): readonly Finding[] {
  const indexes = files.map((file) => openPackIndex(root, file));
  const findings = createSomeFindings();
  // An index that is gone or of version 1 may have what no other has.
  if (indexes.every((index) => index !== undefined))
    for (const { name, hex } of refs) {
      const object = join(top, `objects/${hex.slice(0, 2)}/${hex.slice(2)}`);
      if (indexes.some((index) => index.has(hex)) || statEntry(root, object) !== undefined) continue;
      findings.add(finding('missing', object, { note: `${toText(name)} names it, and it is in no pack` }));
    }
  for (const index of indexes) index?.close();
  return findings.all();
}
