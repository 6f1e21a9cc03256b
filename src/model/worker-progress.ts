/** What one process of a fleet did so far for a run that a fleet reads; `name` is `host/pid`. */
export type WorkerProgress = { readonly name: string; readonly ranges: number; readonly bytes: number };
