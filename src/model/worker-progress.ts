/** What one process of a fleet did for a run; `name` is `host/pid`. */
export type WorkerProgress = { readonly name: string; readonly ranges: number; readonly bytes: number };
