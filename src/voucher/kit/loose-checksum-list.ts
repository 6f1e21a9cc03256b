import { type Finding, finding } from '../../model/finding.ts';
import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { EntryCollector } from './entry-collector.ts';
import { placeNames } from './place-names.ts';
import type { Candidate, VoucherContents } from './voucher.ts';

/** One file as a list names it. */
export type NamedDigests = {
  readonly line: number;
  /** Relative to the list, or absolute where the list was made; backslashes may stand for slashes. */
  readonly name: BytePath;
  readonly digests: readonly Digest[];
  readonly size?: number;
  /** Seconds since 1970. */
  readonly mtime?: string;
};

/** An open list of names: each found below the root as the resolver of checksum lists finds it. */
export function vouchForNames(
  candidate: Candidate,
  names: readonly NamedDigests[],
  collector: EntryCollector,
  notes: readonly string[] = [],
): VoucherContents {
  const list = candidate.path;
  const {
    placed,
    notes: said,
    links,
  } = placeNames(
    candidate,
    names.map(({ name }) => name),
  );
  for (const [i, { line, digests, size, mtime }] of names.entries()) {
    const place = placed[i] ?? { danger: 'empty path' };
    if ('danger' in place) collector.problems.add('unsafe', line, place.danger);
    else if (place.path !== list)
      collector.add(
        {
          path: place.path,
          kind: 'file',
          digests,
          ...(size === undefined ? {} : { size }),
          ...(mtime === undefined ? {} : { mtime }),
        },
        line,
      );
  }
  const findings: Finding[] = [...collector.findings()];
  if (names.length === 0 && findings.length === 0)
    findings.push(finding('manifest-damaged', list, { note: 'it has no entries' }));
  return {
    inventory: 'open',
    entries: collector.all(),
    findings,
    notes: [...notes, ...said],
    own: links,
  };
}
