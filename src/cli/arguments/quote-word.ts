/** A word as a POSIX shell, bash and zsh take it: in single quotes. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
