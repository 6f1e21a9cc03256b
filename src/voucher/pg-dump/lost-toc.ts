import { gunzipSync } from 'node:zlib';
import type { Finding } from '../../model/finding.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, statEntry } from '../kit/read-voucher-file.ts';

const TOC = 'toc.dat';
const OF_DUMP = /^(?:\d+\.dat|blob_\d+\.dat|blobs(?:_\d+)?\.toc)(?:\.(?:gz|lz4|zst))?$/;
const BLOBS = /^blobs(?:_\d+)?\.toc/;
const TABLE = /^\d+\.dat(?:\.gz)?$/;
/** How pg_dump ends the rows of a table. */
const END = '\\.\n\n\n';
const MOST_BYTES = 1 << 20;
const MOST_TRIED = 4;

/** Says where a dump in a directory (`pg_dump -Fd`) lacks what pg_restore reads first: only files of such a dump are there. */
export function lostToc(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const names = namesOf(root, directory).map(({ name }) => name);
  if (isThere(place, TOC) || !names.every((name) => OF_DUMP.test(name))) return [];
  const known = names.find((name) => BLOBS.test(name)) ?? tableAmong(place, names);
  return known === undefined
    ? []
    : [missingPart(place, known, TOC, 'pg_restore reads it first, and the data of a dump are there')];
}

/** Returns a file that ends as the rows of a table do, among the smallest. */
function tableAmong({ root, directory }: PartsPlace, names: readonly BytePath[]): BytePath | undefined {
  return names
    .filter((name) => TABLE.test(name))
    .map((name) => ({ name, size: statEntry(root, join(directory, name))?.size ?? 0 }))
    .filter(({ size }) => size < MOST_BYTES)
    .toSorted((a, b) => a.size - b.size)
    .slice(0, MOST_TRIED)
    .find(({ name }) => unpacked(name, headOf(root, join(directory, name), MOST_BYTES))?.endsWith(END))?.name;
}

function unpacked(name: BytePath, bytes: Buffer): string | undefined {
  if (!name.endsWith('.gz')) return bytes.toString('latin1');
  try {
    return gunzipSync(bytes, { maxOutputLength: 16 * MOST_BYTES }).toString('latin1');
  } catch {
    return undefined;
  }
}
