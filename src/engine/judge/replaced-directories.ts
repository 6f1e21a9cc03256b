import type { FileState } from '../../model/file-state.ts';
import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import type { PendingFinding } from './judge-batch.ts';

/** Knows the links that lie where a directory was sealed. */
export type ReplacedDirectories = {
  /** Takes the findings that are settled next, in path order. */
  see(judged: readonly PendingFinding[]): void;
  /** Returns the finding about a link that has no manifest entry for the first expected path below it, and none for the next. */
  at(link: BytePath): readonly Finding[] | undefined;
};

type Replacement = { isReported: boolean; readonly seen: FileState };

/** Starts to watch for links that took the place of directories; keeps those alone that later paths may lie below. */
export function createReplacedDirectories(): ReplacedDirectories {
  let links = new Map<BytePath, Replacement>();
  return {
    see(judged) {
      const [first] = judged;
      if (first === undefined) return;
      links = new Map([...links].filter(([path]) => first.finding.path < `${path}0`));
      for (const { finding: each, pair } of judged)
        if (pair.left?.kind === 'link' && FINDING_CODES[each.code].bytes === 'new')
          links.set(each.path, { isReported: false, seen: each.seen ?? { kind: 'link' } });
    },
    at(link) {
      const found = links.get(link);
      if (found === undefined) return undefined;
      if (found.isReported) return [];
      found.isReported = true;
      const { seen } = found;
      return [
        finding('retyped', link, {
          evidence: [{ is: 'kind', wanted: 'directory', found: 'link' }],
          note: 'links are not followed, so what was sealed below it was not checked',
          seen,
        }),
      ];
    },
  };
}
