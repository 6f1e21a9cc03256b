import { JUDGEMENTS, type Judgement, type Share, type Shares } from '../../model/content.ts';

/** Sums by judgement that grow. */
export type GrowingShares = Partial<Record<Judgement, { files: number; bytes: number }>>;

/** Adds a share to sums. */
export function addShare(to: GrowingShares, judgement: Judgement, { files, bytes }: Share): void {
  const share = to[judgement];
  if (share === undefined) to[judgement] = { files, bytes };
  else {
    share.files += files;
    share.bytes += bytes;
  }
}

/** Adds sums to sums. */
export function addShares(to: GrowingShares, from: Shares): void {
  for (const judgement of JUDGEMENTS) {
    const share = from[judgement];
    if (share !== undefined) addShare(to, judgement, share);
  }
}
