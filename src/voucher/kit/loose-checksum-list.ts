import { cleanPath } from '../../manifest/checksum/path.ts';
import { createResolver } from '../../manifest/checksum/resolve.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, unsafeBecause } from '../../model/path.ts';
import type { EntryCollector } from './entry-collector.ts';
import { statEntry } from './read-voucher-file.ts';
import type { VoucherContents } from './voucher.ts';

/** One file as a list names it. */
export type NamedDigests = {
  readonly line: number;
  /** Relative to the list, or absolute where the list was made; backslashes may stand for slashes. */
  readonly name: BytePath;
  readonly digests: readonly Digest[];
  readonly size?: number;
};

/** An open list of names: each found below the root as the resolver of checksum lists finds it. */
export function vouchForNames(
  root: BytePath,
  list: BytePath,
  names: readonly NamedDigests[],
  collector: EntryCollector,
  notes: readonly string[] = [],
): VoucherContents {
  const exists = (path: BytePath): boolean => statEntry(root, path) !== undefined;
  const entries = names.map(({ line, name, digests }) => ({
    line,
    path: cleanPath(name) ?? name,
    hex: digests[0]?.hex ?? '',
    algorithms: [],
    escaped: false,
  }));
  const isUnsafe = entries.map(({ path }) =>
    unsafeBecause(path.replace(/^(?:[A-Za-z]:)?[\\/]+/, '').replaceAll('\\', '/')),
  );
  const resolver = createResolver(
    entries.filter((_, i) => isUnsafe[i] === undefined),
    { list, exists, root },
  );
  for (const [i, { line, digests, size }] of names.entries()) {
    const entry = entries[i];
    const path = entry === undefined || isUnsafe[i] !== undefined ? undefined : resolver.resolve(entry).path;
    const reason = isUnsafe[i] ?? unsafeBecause(path ?? '');
    if (reason !== undefined || path === undefined)
      collector.problems.add('unsafe', line, reason ?? 'empty path');
    else if (path !== list)
      collector.add({ path, kind: 'file', digests, ...(size === undefined ? {} : { size }) }, line);
  }
  const findings: Finding[] = [...collector.findings()];
  if (names.length === 0 && findings.length === 0)
    findings.push(finding('manifest-damaged', list, { note: 'it has no entries' }));
  return { inventory: 'open', entries: collector.all(), findings, notes: [...notes, ...resolver.notes()] };
}
