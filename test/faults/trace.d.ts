import type { FaultHome } from './homes.js';

/** A call of the program about its trees: the n-th of its kind. */
export type Call = { readonly call: string; readonly nth: number; readonly about: string };
export type Traced = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly string[];
};

export function traced(home: FaultHome, inject?: string, calls?: string): Promise<Traced>;
export function callsAbout(home: FaultHome, lines: readonly string[]): Call[];
export function hitIn(home: FaultHome, lines: readonly string[]): { readonly about: string | undefined }[];
