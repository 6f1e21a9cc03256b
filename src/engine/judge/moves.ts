/**
 * What only several paths together show: a missing and a new path with the same content are one move, a missing file
 * where a directory is now is retyped, a mismatching file may have another path's content. Findings stay in path order:
 * after the first one that may yet change, all others wait, up to a bound.
 */
import type { Passable } from '../../disk/below.ts';
import type { BytesState } from '../../model/code-row.ts';
import type { Finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import type { PendingFinding } from './judge-batch.ts';
import { pairMoves } from './pair-moves.ts';
import { bytesOf } from './pending-finding.ts';
import { createReplacedDirectories } from './replaced-directories.ts';
import { addRespelled, NONE_RESPELLED, type Respelled, reconcileSpellings } from './respelled.ts';
import { type AllEntries, explainSameContent } from './same-content.ts';

const MOST_WAITING = 100_000;
/** What a later path can change: the halves of a move, and files that may have another path's content. */
const OPEN = new Set<BytesState | undefined>(['gone', 'new', 'differ']);

/** Keeps findings back until no later path can change them. */
export type MoveReconciliation = {
  /** Accepts findings in path order and returns those that nothing can change any more. */
  add(judged: readonly PendingFinding[]): Finding[];
  /** Returns how many are kept back. */
  waiting(): number;
  /** Returns how many missing files have a compressed copy: `a.sql.gz` for `a.sql`. */
  packed(): number;
  /** Returns from how many other paths the content of mismatching files is: rotated, not changed. */
  rotated(): number;
  /** Returns what exists under another spelling of its name. */
  respelled(): Respelled;
  /** Returns the remaining findings at the end of a run. */
  end(entries: AllEntries): Promise<Finding[]>;
};

/** Creates the reconciliation for one root, in which some links may be passed; without a root, the disk is not looked at. */
export function reconcileMoves(root: BytePath | undefined, passable?: Passable): MoveReconciliation {
  let waiting: PendingFinding[] = [];
  let packed = 0;
  let rotated = 0;
  const directories = createReplacedDirectories();
  let respelled = NONE_RESPELLED;
  const settle = (judged: readonly PendingFinding[]): Finding[] => {
    const named = root === undefined ? { judged, held: NONE_RESPELLED } : reconcileSpellings(judged);
    respelled = addRespelled(respelled, named.held);
    directories.see(named.judged);
    const settled = pairMoves(root, named.judged, directories, passable);
    packed += settled.packed;
    return settled.findings;
  };
  return {
    add(judged) {
      if (judged.length === 0) return [];
      if (waiting.length === 0) {
        const first = judged.findIndex((each) => OPEN.has(bytesOf(each)));
        const free = first < 0 ? judged : judged.slice(0, first);
        waiting = first < 0 ? [] : judged.slice(first);
        return free.map((each) => each.finding);
      }
      for (const each of judged) waiting.push(each);
      return waiting.length <= MOST_WAITING ? [] : settle(waiting.splice(0, MOST_WAITING / 2));
    },
    waiting: () => waiting.length,
    packed: () => packed,
    rotated: () => rotated,
    respelled: () => respelled,
    async end(entries) {
      const explained = await explainSameContent(root, waiting, entries);
      waiting = [];
      rotated = explained.places;
      return settle(explained.judged);
    },
  };
}
