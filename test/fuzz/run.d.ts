/** What a target came to, and an input that was not refused as it must be. */
export type Fuzzed = { readonly name: string; readonly executions: number; readonly refused: number };
export type Wrong = {
  readonly name: string;
  readonly seed: number;
  readonly source: string;
  readonly why: string;
};

export function fuzz(options: {
  readonly work: string;
  readonly names: readonly string[];
  readonly seed: number;
  readonly count: number;
  readonly milliseconds: number;
}): Promise<{ readonly done: readonly Fuzzed[]; readonly wrongs: readonly Wrong[] }>;
