import { claimOfName } from '../../manifest/checksum/names.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { statEntry } from './read-voucher-file.ts';
import type { Candidate, VoucherContents } from './voucher.ts';

/** As many names as are looked up. */
const ASKED = 64;
const LIST = /hash|digest|check|sums?\b|crc|cfv|md5|sha\d/i;

/**
 * Returns what a file says where it is a list, by default by its name, or where half of its first names exist; undefined
 * where it is data whose lines only look like those of a list: `Meyer,1200,20251231,`.
 */
export function unlessData(
  { root, path }: Candidate,
  contents: VoucherContents,
  isList = isNamedAsList(nameOf(path)),
): VoucherContents | undefined {
  if (isList) return contents;
  const asked = contents.entries.slice(0, ASKED);
  const here = asked.filter((entry) => statEntry(root, entry.path) !== undefined).length;
  return here * 2 >= asked.length && (here > 0 || contents.findings.length > 0) ? contents : undefined;
}

function isNamedAsList(name: BytePath): boolean {
  return claimOfName(name) !== undefined || LIST.test(name);
}
