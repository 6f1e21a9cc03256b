/** Yields nothing: a stream without items. */
export async function* empty(): AsyncGenerator<never, void, undefined> {}
