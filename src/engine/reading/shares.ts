import { CONTENT_CLASSES, type ContentClass, type Share, type Shares } from '../../model/content.ts';

/** Sums by judgement that grow. */
export type GrowingShares = Partial<Record<ContentClass, { files: number; bytes: number }>>;

/** Adds a share to sums. */
export function addShare(to: GrowingShares, judgement: ContentClass, { files, bytes }: Share): void {
  const share = to[judgement];
  if (share === undefined) to[judgement] = { files, bytes };
  else {
    share.files += files;
    share.bytes += bytes;
  }
}

/** Adds sums to sums. */
export function addShares(to: GrowingShares, from: Shares): void {
  for (const judgement of CONTENT_CLASSES) {
    const share = from[judgement];
    if (share !== undefined) addShare(to, judgement, share);
  }
}
