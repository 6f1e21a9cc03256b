import { withoutDates } from '../model/dates/dated-names.ts';
import { fromText, toText } from '../model/path.ts';

/** Returns what the roots of one series have in common: the dated directories of a backup, or one root that has no date. */
export function seriesOf(root: string): string {
  return toText(withoutDates(fromText(root)));
}
