import type { Evidence } from '../../src/model/evidence.ts';
import type { Finding } from '../../src/model/finding.ts';
import { findingText } from '../../src/report/finding-text/finding-text.ts';
import type { FindingText } from '../../src/report/finding-text/words.ts';

/** A finding as a person reads it. */
export type Worded<T = Finding> = Omit<T, 'evidence'> & FindingText;

/** Says a finding, or what a detector found, in words. */
export function inWords<T extends { readonly evidence?: readonly Evidence[] }>(found: T): Worded<T> {
  const { evidence = [], ...rest } = found;
  return { ...rest, ...findingText({ evidence }) };
}

/** The words of how something differs. */
export function detailOf(found: { readonly evidence?: readonly Evidence[] } | undefined): string | undefined {
  return found === undefined ? undefined : findingText(found).detail;
}

/** The same with its words as evidence. */
export function asNote<T extends { readonly detail: string }>({
  detail,
  ...rest
}: T): Omit<T, 'detail'> & { readonly evidence: readonly Evidence[] } {
  return { ...rest, evidence: [{ is: 'note', text: detail }] };
}
