import type { Call } from './trace.js';

/** A call that fails, and how. */
export type PlannedFault = Call & { readonly error: string };

export function faultsFor(calls: readonly Call[]): PlannedFault[];
export function injectionOf(fault: PlannedFault): string;
