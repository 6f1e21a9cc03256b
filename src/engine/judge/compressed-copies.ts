import type { ContentClass } from '../../model/content.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { PendingFinding } from './judge-batch.ts';

const PACKERS = ['gz', 'xz', 'zst', 'bz2', 'lz4', 'lz', 'br', 'zip', '7z', 'gpg', 'age'];
const GOOD: readonly (ContentClass | undefined)[] = ['proven', 'sound', 'encrypted'];

/**
 * Names missing files that seem to have been packed: a new file of the same name and a packer's extension lies there, and
 * its content is good. They stay missing, for nobody compared what is inside; but they are no loss.
 */
export function namePacked(judged: readonly PendingFinding[]): ReadonlyMap<PendingFinding, Finding> {
  const good = new Set(judged.filter(isGoodAndNew).map(({ finding }) => finding.path));
  const named = new Map<PendingFinding, Finding>();
  if (good.size === 0) return named;
  for (const each of judged) {
    const { finding } = each;
    const packer =
      FINDING_CODES[finding.code].bytes === 'gone'
        ? PACKERS.find((name) => good.has(`${finding.path}.${name}`))
        : undefined;
    if (packer === undefined) continue;
    named.set(each, {
      ...finding,
      evidence: [...(finding.evidence ?? []), { is: 'packed', extension: packer }],
    });
  }
  return named;
}

function isGoodAndNew({ pair, facts }: PendingFinding): boolean {
  return pair.right === undefined && GOOD.includes(facts?.summary?.contentClass);
}
