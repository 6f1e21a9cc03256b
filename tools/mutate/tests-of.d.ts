/** A function from a source file to the test files that could see it, the likeliest first. */
export function readTests(root: string): (source: string) => string[];
