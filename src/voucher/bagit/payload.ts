import { type Finding, finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { createLinkFollower } from '../kit/follow-links.ts';
import { membersOf } from '../kit/list-files.ts';
import { statEntry } from '../kit/read-voucher-file.ts';
import type { Oxum } from './bag-info.ts';

/** What lies in the payload directory of a bag. */
export type Payload = {
  readonly isThere: boolean;
  /** Files, and links that lead to them or out of the root. */
  readonly files: ReadonlySet<BytePath>;
  /** Links that lead to something inside the root. */
  readonly links: readonly BytePath[];
  /** Returns a path without the links on its way. */
  readonly follow: (path: BytePath) => BytePath;
  /** Empty directories, for which BagIt has no word. */
  readonly empty: readonly BytePath[];
};

/** Lists the payload directory. */
export function listPayload(root: BytePath, directory: BytePath): Payload {
  const files = new Set<BytePath>();
  const empty: BytePath[] = [];
  const known = new Set<BytePath>();
  const follow = createLinkFollower(root, known);
  const isThere = statEntry(root, directory)?.kind === 'directory';
  if (isThere)
    for (const { path, kind, isEmpty } of membersOf(root, directory)) {
      if (kind === 'link') known.add(path);
      if (kind !== 'directory') files.add(path);
      else if (isEmpty === true) empty.push(path);
    }
  const links = [...known].filter((path) => follow(path).links.length > 0);
  // Tools that make bags list the files of a directory once, under its own name.
  for (const link of links) if (statEntry(root, follow(link).path)?.kind === 'directory') files.delete(link);
  return { isThere, files, empty, links, follow: (path) => follow(path).path };
}

/** Holds the payload against what a tag file has as Payload-Oxum (RFC 8493, section 2.2.2): the sum of its sizes and the number of its files. */
export function holdOxums(
  root: BytePath,
  directory: BytePath,
  { files, follow }: Payload,
  { oxums, source }: { readonly oxums: readonly Oxum[]; readonly source: BytePath },
): Finding[] {
  if (oxums.length === 0) return [];
  let octets = 0n;
  for (const path of files) octets += BigInt(statEntry(root, follow(path))?.size ?? 0);
  const found = { bytes: octets, files: BigInt(files.size) };
  return oxums
    .filter((oxum) => octets !== oxum.octets || found.files !== oxum.files)
    .map((oxum) => {
      const isLess = octets < oxum.octets || found.files < oxum.files;
      const wanted = { bytes: oxum.octets, files: oxum.files };
      return finding(isLess ? 'truncated' : 'grown', directory, {
        evidence: [{ is: 'sums', wanted, found }],
        note: `Payload-Oxum of ${source}`,
      });
    });
}
