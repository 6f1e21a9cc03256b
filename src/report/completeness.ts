import type { BeginEvent, VoucherSummary } from '../model/event.ts';

/** How far a run can say that all is there: for all of it, for what is named, for a part of it, or not; and why no further. */
export type Completeness =
  | { readonly is: 'yes' }
  | { readonly is: 'as far as named' | 'in part' | 'no'; readonly why: string };

const UNSEEN = 'what nothing names can be lost unseen';

/** What those who vouch can say together. */
export function completenessOf({ vouchers, filesFrom }: BeginEvent): Completeness {
  if (filesFrom !== undefined) return { is: 'no', why: 'only listed paths were checked' };
  const count = (word: VoucherSummary['answers'][number]): number =>
    vouchers.filter(({ answers }) => answers.includes(word)).length;
  const [complete, named] = [count('complete'), count('named')];
  if (complete === vouchers.length) return { is: 'yes' };
  if (complete + named === vouchers.length) return { is: 'as far as named', why: UNSEEN };
  if (complete + named > 0) return { is: 'in part', why: `${UNSEEN}: seal it` };
  return { is: 'no', why: 'nothing here says all that must be there: seal it' };
}
