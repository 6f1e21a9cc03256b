/** Returns the text of a journal without its last line, the digest, as one of a run that was killed or that a test changes. */
export function withoutDigest(journal: string): string {
  return journal.replace(/\{"type":"index".*\}\n$/, '');
}
