import { formatCount } from '../../model/counts.ts';
import type { Evidence } from '../../model/evidence.ts';

/** What a finding says to a person: what was promised, what is there, and how they differ. */
export type FindingText = { readonly wanted?: string; readonly found?: string; readonly detail?: string };

/** The words of a command for its past: `when it was sealed`, `more than promised`. */
export type Wording = { readonly sealed: string; readonly promised: string };

/** The words of every command but `compare`. */
export const USUAL_WORDS: Wording = { sealed: 'when it was sealed', promised: 'promised' };

/** The words of `compare`, which has an old generation where others have promises. */
export const COMPARE_WORDS: Wording = {
  sealed: 'in the old generation',
  promised: 'in the old generation',
};

/** The pieces of evidence of a union, by their kind. */
export type ByKind<E extends Evidence> = {
  readonly [Is in E['is']]: Extract<E, { readonly is: Is }>;
};

/** What says the text of evidence, one function for each kind of it. */
export type Texts<E extends Evidence> = {
  readonly [Is in E['is']]: (evidence: ByKind<E>[Is], words: Wording) => FindingText;
};

/** The first bytes of a file, given in hex: spaced, and as text where they are ASCII. */
export function firstBytes(hex: string): string {
  const first = Buffer.from(hex, 'hex');
  const spaced = hex.match(/../g)?.join(' ') ?? '';
  const isText = first.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? `${spaced} (${JSON.stringify(first.toString('latin1'))})` : spaced;
}

/** A part of a count: `12 of 1,204`. */
export function partOf(part: number, of: number): string {
  return `${formatCount(part)} of ${formatCount(of)}`;
}
