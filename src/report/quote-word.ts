/** Quotes a word for a POSIX shell, bash or zsh, in single quotes. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
