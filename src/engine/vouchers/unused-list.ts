import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, toText } from '../../model/path.ts';

/** A file that looks like a checksum list and is not used, and why. */
export type UnusedList = {
  readonly path: BytePath;
  /** The rest of a sentence that begins with the path. */
  readonly because: string;
  /** Whether it can be used where the user names it. */
  readonly isUsable: boolean;
};

/** Returns in one sentence which list is not used, why, and how to use it. */
export function describeUnused({ path, because, isUsable }: UnusedList): string {
  const name = toText(path);
  return `${name} ${because}${isUsable ? `; to use it all the same: --manifest ${name}` : ''}`;
}

/** Returns the finding about an unused list: a warning where it may say something of this tree. */
export function unusedFinding(list: UnusedList): Finding {
  const severity = list.isUsable ? 'warning' : 'note';
  return finding('unvouched', list.path, { severity, note: describeUnused(list) });
}
