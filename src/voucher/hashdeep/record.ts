import { algorithmsOfLength } from '../../hash/algorithms.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';

/** One file as a list has it. */
export type HashdeepRecord = {
  readonly line: number;
  /** As the list names it. */
  readonly name: BytePath;
  /** Bytes. */
  readonly size: number;
  readonly digests: readonly Digest[];
};

/** A list, and what its header says of how it was made. */
export type HashdeepList = {
  readonly records: readonly HashdeepRecord[];
  readonly notes: readonly string[];
  /** The directory that hashdeep ran in. */
  readonly invokedFrom?: BytePath;
  /** The arguments that it ran with. */
  readonly command?: string;
};

const MD5DEEP = /^ {0,9}(\d{1,20}) {2}([0-9a-f]{32,128}) [ *](.+)$/i;

/** True where a text begins with a line of `md5deep -z`: the size, the digest, the name. */
export function looksLikeMd5deep(text: string): boolean {
  const [first = ''] = text.split(/\r?\n/, 1);
  return MD5DEEP.test(first);
}

/** Lists of `md5deep -z`, `sha1deep -z` and so on; of a digest's length the most usual algorithm is meant. */
export function parseMd5deep(text: string, problems: Problems): HashdeepList {
  const records: HashdeepRecord[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [, digits = '', hex = '', name = ''] = MD5DEEP.exec(line) ?? [];
    const algorithm = algorithmsOfLength(hex.length).find(({ name: each }) => KNOWN.has(each))?.name ?? '';
    const digest = hex.length === 48 ? undefined : digestOf(algorithm, hex);
    const size = Number(digits);
    if (name === '' || !Number.isSafeInteger(size))
      problems.add('damaged', i + 1, 'not a size, a digest and a name');
    else if (digest === undefined) problems.add('damaged', i + 1, `no digest has ${hex.length} hex digits`);
    else records.push({ line: i + 1, name, size, digests: [digest] });
  }
  return { records, notes: [] };
}

const KNOWN = new Set(['md5', 'sha1', 'sha256', 'whirlpool']);
