import type { BlockClass, Content, StructureVerdict, Trait } from '../model/content.ts';

const CLASSES = ['T', 'B', 'H', 'R', 'Z', 'C'] as const satisfies readonly BlockClass[];
const VERDICTS = [
  'proven',
  'sound',
  'encrypted',
  'broken',
  'cut',
  'unknown',
] as const satisfies readonly StructureVerdict['is'][];
const TRAITS = ['dense', 'paged', 'text'] as const satisfies readonly Trait[];

/**
 * Returns the content profile of a file as the manifest records it: `p=1` its version, `c` the dominant class of
 * blocks, `m` the type by magic number (`-` unknown), `s` the verdict on its structure, `k` the traits of its format
 * (`-` none), `H` the entropy times 100, `b` the number of blocks of each class, `z` the base-2 logarithm of the
 * longest run of zeros (`-` none of 512 bytes), `h` and `t` the first and last four bytes in hex.
 */
export function profileOf(content: Content): string {
  const { blocks, head, tail, longestZeroRun, format, verdict } = content;
  const counted = CLASSES.filter((name) => blocks[name] > 0).map((name) => `${name}${blocks[name]}`);
  return [
    'p=1',
    `c=${dominantClass(blocks)}`,
    `m=${format?.name ?? '-'}`,
    `s=${verdict.is}`,
    `k=${format === undefined || format.traits.length === 0 ? '-' : format.traits.join(',')}`,
    `H=${Math.round(content.entropy * 100)}`,
    `b=${counted.join(',')}`,
    `z=${longestZeroRun < 512 ? '-' : Math.floor(Math.log2(longestZeroRun))}`,
    `h=${hex(head.subarray(0, 4))}`,
    `t=${hex(tail.subarray(-4))}`,
  ].join(';');
}

/** A recorded profile. Fields that an older version did not have are unknown. */
export type Profile = {
  readonly dominant: string;
  readonly format: string | undefined;
  readonly verdict: StructureVerdict['is'];
  readonly traits: readonly Trait[];
  /** Bits per byte. */
  readonly entropy: number | undefined;
  readonly blocks: ReadonlyMap<string, number>;
  readonly longestZeroRun: number;
};

/** Parses a recorded profile; undefined where it is of another version or damaged. */
export function parseProfile(text: string): Profile | undefined {
  const fields = new Map(text.split(';').map((field) => [field.slice(0, 1), field.slice(2)]));
  const dominant = fields.get('c');
  const counts = fields.get('b');
  const zeros = fields.get('z');
  if (fields.get('p') !== '1' || dominant === undefined || counts === undefined || zeros === undefined)
    return undefined;
  const blocks = new Map(
    counts
      .split(',')
      .filter((count) => /^[A-Z]\d+$/.test(count))
      .map((count) => [count.slice(0, 1), Number(count.slice(1))]),
  );
  const format = fields.get('m') ?? '-';
  const traits = (fields.get('k') ?? '').split(',');
  return {
    dominant,
    format: format === '-' ? undefined : format,
    verdict: VERDICTS.find((verdict) => verdict === fields.get('s')) ?? 'unknown',
    traits: TRAITS.filter((trait) => traits.includes(trait)),
    entropy: /^\d+$/.test(fields.get('H') ?? '') ? Number(fields.get('H')) / 100 : undefined,
    blocks,
    longestZeroRun: zeros === '-' ? 0 : 2 ** Number(zeros),
  };
}

/** Returns the class of most of the blocks; `-` for a file without content. */
export function dominantClass(blocks: Content['blocks']): BlockClass | '-' {
  let best: BlockClass | '-' = '-';
  for (const name of CLASSES) if (blocks[name] > (best === '-' ? 0 : blocks[best])) best = name;
  return best;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
