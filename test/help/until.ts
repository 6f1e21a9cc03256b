/** Waits until something is so. Throws where it takes longer than so many milliseconds. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  within = 60_000,
): Promise<void> {
  const end = Date.now() + within;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
