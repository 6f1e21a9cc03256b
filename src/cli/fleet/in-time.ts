const IN_TIME_MS = 5000;

/** Waits for something that may never come, such as the answer to what was on its way when Redis went; rejects where it takes too long. */
export async function inTime<T>(done: Promise<T>, ms = IN_TIME_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms);
  });
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for something that may fail or never come, but not longer than that. */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  await inTime(done, ms).catch(() => {});
}
