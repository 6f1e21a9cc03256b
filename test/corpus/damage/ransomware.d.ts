import type { dice } from '../dice.js';

/** What a change may use beside the copy: dice, a file of another type, one of the same, and one document for all. */
export type Context = {
  readonly roll: ReturnType<typeof dice>;
  readonly other: Buffer;
  readonly sibling: Buffer;
  readonly one: Buffer;
};

/** What happens to a file; undefined where it does not apply. */
export type Recipe = {
  readonly name: string;
  readonly seen?: number;
  readonly healthy?: true;
  readonly verdict?: string;
  readonly change: (copy: Buffer, context: Context) => Buffer | undefined;
  readonly rename?: (name: string, index: number) => string;
};

/** The patterns of ransomware and wipers. */
export const RANSOMWARE: readonly Recipe[];
