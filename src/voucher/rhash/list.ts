import { algorithmsOfLength } from '../../hash/algorithms.ts';
import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { createEntryCollector, digestOf } from '../kit/entry-collector.ts';
import { type NamedDigests, vouchForNames } from '../kit/loose-checksum-list.ts';
import { headOfCandidate, readVoucherFile } from '../kit/read-voucher-file.ts';
import { unlessData } from '../kit/unless-data.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { textOf } from '../kit/voucher-text.ts';

/** `name  digest  digest`, as `rhash --simple` writes the digests that were asked for; which they are only their lengths say. */
const SIMPLE = /^(.+?)((?: {2}[0-9a-f]{8,128})+)$/i;
/** No path and its digests are longer; the search for where they part is not linear. */
const LONGEST = 8192;
const LINKS = /^(?:magnet:\?\S*xt=urn:|ed2k:\/\/\|file\|)/;
/** Of a length, what RHash has that is known here. */
const OFFERED = new Set(['crc32', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']);

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openRhash(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  const head = headOfCandidate(candidate);
  const lines = textOf(head).split('\n');
  const whole = (head.length < 4096 ? lines : lines.slice(0, -1)).filter(
    (line) => line !== '' && !line.startsWith(';'),
  );
  if (whole.length === 0) return undefined;
  if (whole.every((line) => LINKS.test(line))) return notChecked(whole[0] ?? '');
  if (!whole.every((line) => digestsIn(line) !== undefined)) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const collector = createEntryCollector(path);
  const names: NamedDigests[] = [];
  for (const [i, line] of textOf(bytes).split('\n').entries()) {
    if (line === '' || line.startsWith(';')) continue;
    const found = digestsIn(line);
    if (found === undefined) collector.problems.add('damaged', i + 1, 'not a name and digests');
    else names.push({ line: i + 1, ...found });
  }
  return unlessData(candidate, vouchForNames(candidate, names, collector));
}

function notChecked(line: string): { inventory: 'open'; entries: []; findings: []; notes: string[] } {
  const kind = line.startsWith('magnet') ? 'magnet links' : 'links of eD2k';
  return {
    inventory: 'open',
    entries: [],
    findings: [],
    notes: [`${kind} are recognised, but not checked`],
  };
}

function digestsIn(
  line: string,
): { readonly name: BytePath; readonly digests: readonly Digest[] } | undefined {
  const [, name = '', rest = ''] = line.length > LONGEST ? [] : (SIMPLE.exec(line) ?? []);
  if (name === '' || /^[0-9a-f]{8,128}$/i.test(name)) return undefined;
  const digests = rest
    .trim()
    .split(/ {2}/)
    .map((hex) => {
      const known = algorithmsOfLength(hex.length).find((each) => OFFERED.has(each.name));
      return known === undefined ? undefined : digestOf(known.name, hex);
    });
  const sound = digests.flatMap((digest) => digest ?? []);
  return sound.length === digests.length ? { name, digests: sound } : undefined;
}
