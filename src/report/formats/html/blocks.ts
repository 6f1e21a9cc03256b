import type { Row } from './groups.ts';

/** What is known of a part of a file; what no word is said about is `plain`. */
export type BlockKind = 'plain' | 'zero' | 'random' | 'pattern' | 'changed' | 'absent';

/** A part of a file, end exclusive. */
export type Block = { readonly kind: BlockKind; readonly start: number; readonly end: number };

/** What the evidence of a finding says about parts of its file. The size is not always told; then the last block ends it. */
export type BlockMap = {
  readonly size?: number;
  readonly unit: 'byte' | 'slice';
  readonly blocks: readonly Block[];
};

const STRETCH = /(zeros|random bytes|a pattern) from (\d{1,15}) to (\d{1,15})/g;
const KINDS: Readonly<Record<string, BlockKind>> = {
  zeros: 'zero',
  'random bytes': 'random',
  'a pattern': 'pattern',
};

/** Reads the places of the damage out of a finding's evidence; undefined where it tells none, or the whole file. */
export function blockMap({ detail = '', wanted = '', found = '' }: Omit<Row, 'name'>): BlockMap | undefined {
  const slices = slicesOf(detail);
  if (slices !== undefined) return slices;
  const blocks = [...detail.matchAll(STRETCH)].flatMap(([, what = '', from, to]): Block[] => {
    const kind = KINDS[what];
    return kind === undefined || Number(to) <= Number(from)
      ? []
      : [{ kind, start: Number(from), end: Number(to) }];
  });
  const cut = /cut at byte (\d{1,15}) of (\d{1,15})/.exec(detail);
  if (cut !== null && Number(cut[1]) < Number(cut[2]))
    blocks.push({ kind: 'absent', start: Number(cut[1]), end: Number(cut[2]) });
  const size = sizeOf(detail, wanted, found);
  if (blocks.length === 0) return undefined;
  if (blocks.some(({ start, end }) => start === 0 && end === size)) return undefined;
  const isWithin = blocks.every(({ end }) => size === undefined || end <= size);
  return { ...(size === undefined || !isWithin ? {} : { size }), unit: 'byte', blocks };
}

/** How many bytes the file has, or should have where it is cut, if the evidence tells. */
function sizeOf(detail: string, wanted: string, found: string): number | undefined {
  const told =
    /cut at byte \d+ of (\d{1,15})/.exec(detail) ??
    /, of (\d{1,15}) bytes/.exec(detail) ??
    /from 0 to (\d{1,15}), which is all of it/.exec(detail) ??
    /^(\d{1,15}) bytes$/.exec(found) ??
    /^(\d{1,15}) bytes$/.exec(wanted);
  return told === null ? undefined : Number(told[1]);
}

/** The slices of a PAR2 set that are damaged, `3 of 40 slices damaged (1, 4-6)`. */
function slicesOf(detail: string): BlockMap | undefined {
  const told = /\d+ of (\d{1,9}) slices damaged \(([\d, -]*)/.exec(detail);
  if (told === null) return undefined;
  const size = Number(told[1]);
  const blocks = (told[2] ?? '').split(', ').flatMap((range): Block[] => {
    const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range) ?? [];
    const start = Number(from);
    const end = Number(to) + 1;
    return from === undefined || start >= end || end > size ? [] : [{ kind: 'changed', start, end }];
  });
  return blocks.length === 0 ? undefined : { size, unit: 'slice', blocks };
}
