type Batches<T> = Iterable<readonly T[]> | AsyncIterable<readonly T[]>;
type Step<T> = IteratorResult<readonly T[], unknown>;
type Run<T> = {
  readonly order: number;
  readonly next: () => Step<T> | Promise<Step<T>>;
  readonly close: () => Promise<void>;
  batch: readonly T[];
  at: number;
  key: string;
};

const BATCH = 1024;

/** Merges streams sorted by key into one; items with equal keys come in the order of their streams. */
export async function* mergeRuns<T>(
  sources: readonly Batches<T>[],
  keyOf: (item: T) => string,
): AsyncGenerator<readonly T[], void, undefined> {
  const runs = sources.map((source, order) => openRun(source, order));
  const heap: Run<T>[] = [];
  try {
    for (const run of runs) if (await fill(run, keyOf)) heap.push(run);
    for (let at = heap.length >> 1; at >= 0; at--) sink(heap, at);
    let out: T[] = [];
    for (let run = heap[0]; run !== undefined; run = heap[0]) {
      const item = run.batch[run.at];
      if (item !== undefined) out.push(item);
      run.at += 1;
      const next = run.batch[run.at];
      if (next !== undefined) run.key = keyOf(next);
      else if (!(await fill(run, keyOf))) drop(heap);
      sink(heap, 0);
      if (out.length === BATCH) {
        yield out;
        out = [];
      }
    }
    if (out.length > 0) yield out;
  } finally {
    for (const run of runs) await run.close();
  }
}

function openRun<T>(source: Batches<T>, order: number): Run<T> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  return {
    order,
    next: () => iterator.next(),
    close: async () => {
      await iterator.return?.();
    },
    batch: [],
    at: 0,
    key: '',
  };
}

/** Loads the next non-empty batch of a run; false at its end. */
async function fill<T>(run: Run<T>, keyOf: (item: T) => string): Promise<boolean> {
  for (;;) {
    const step = await run.next();
    if (step.done === true) return false;
    const first = step.value[0];
    if (first === undefined) continue;
    run.batch = step.value;
    run.at = 0;
    run.key = keyOf(first);
    return true;
  }
}

/** Replaces the first run of the heap with the last. */
function drop<T>(heap: Run<T>[]): void {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) heap[0] = last;
}

/** Moves the run at a position down the heap, below all that come before it. */
function sink<T>(heap: Run<T>[], from: number): void {
  const run = heap[from];
  if (run === undefined) return;
  let at = from;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const onRight = left !== undefined && right !== undefined && isBefore(right, left);
    const child = onRight ? right : left;
    if (child === undefined || !isBefore(child, run)) break;
    heap[at] = child;
    at = 2 * at + (onRight ? 2 : 1);
  }
  heap[at] = run;
}

function isBefore<T>(a: Run<T>, b: Run<T>): boolean {
  return a.key < b.key || (a.key === b.key && a.order < b.order);
}
