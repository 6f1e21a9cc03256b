import { isWeak } from '../../hash/algorithms.ts';
import { type Finding, type FindingDetails, finding } from '../../model/finding.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, belowRoot, nameOf } from '../../model/path.ts';
import type { Root } from '../root.ts';
import { nameRetained } from '../voucher-summary.ts';

const MOST_PATTERNS = 10;

/**
 * Returns how a native manifest makes a check weaker than a seal by default does, as notes: what was left out, and what was
 * accepted; hash lines of a checksum of 32 bits are a warning, for no seal writes them.
 */
export function weaknessesOf(voucher: Manifest, root: Root): Finding[] {
  const { format, file, exclude, retention = [], accepted = 0, acceptedCodes = [], sealedWith } = voucher;
  if (format !== 'native') return [];
  const found: FindingDetails[] = [];
  if (exclude.length > 0)
    found.push({ note: `left out when it was sealed, and not checked: ${listed(exclude)}` });
  if (retention.length > 0)
    found.push({
      note: `retention: data may go from ${listed(retention.map(nameRetained))}; whether what is gone was still needed, only the tool of the store knows (restic check, borg check, git fsck)`,
    });
  if (accepted > 0)
    found.push({ note: `files with content that was accepted when it was sealed: ${accepted}` });
  if (acceptedCodes.length > 0)
    found.push({ note: `accepted when it was sealed, despite lists in the tree: ${listed(acceptedCodes)}` });
  if (sealedWith !== undefined && isWeak(sealedWith))
    found.push({
      severity: 'warning',
      note: `its hash lines are ${sealedWith}, weaker than any that seal writes`,
    });
  return found.map((details) =>
    finding('weak-manifest', placeOf(file, root), { ...details, by: { format, path: file } }),
  );
}

/** A finding is about a path below the root: a manifest that lies elsewhere goes by its name. */
function placeOf(file: BytePath, { directory }: Root): BytePath {
  return belowRoot(directory, file) ?? nameOf(file);
}

function listed(patterns: readonly string[]): string {
  const more = patterns.length - MOST_PATTERNS;
  return `${patterns.slice(0, MOST_PATTERNS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
