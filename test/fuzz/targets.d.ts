/** Where what was once wrong is kept: a folder for each target. */
export const REGRESSIONS: string;
export const MOST_OUTPUT: number;

type Input = { readonly name: string; readonly bytes: Buffer; readonly tree?: string };

export function targetsIn(work: string): Promise<
  {
    readonly name: string;
    readonly sources: readonly Input[];
    run(input: Input, work: string): number | Promise<number>;
  }[]
>;
export function isRefusal(error: unknown): boolean;
