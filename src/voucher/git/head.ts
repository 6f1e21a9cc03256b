/** What a HEAD says: the object that is checked out, the branch, or why git takes it for none (fsck, check-ref-format). */
export type GitHead =
  | { readonly is: 'object' }
  | { readonly is: 'branch'; readonly branch: string; readonly isEnded: boolean }
  | { readonly is: 'wrong'; readonly detail: string };

const OBJECT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** What no ref has in its name (check-ref-format). */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what no name of a ref may have
  /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/;

/** Returns what the bytes of a HEAD say; a line that ends says that the file was not cut. */
export function headFrom(bytes: Buffer): GitHead {
  const text = bytes.toString('latin1');
  const line = text.trimEnd();
  if (OBJECT.test(line)) return { is: 'object' };
  const [, name] = /^ref:\s*(.*)$/s.exec(line) ?? [];
  if (name === undefined || name === '') return { is: 'wrong', detail: 'it names no branch and no object' };
  if (!name.startsWith('refs/heads/')) return { is: 'wrong', detail: 'it names what is no branch' };
  if (FORBIDDEN.test(name)) return { is: 'wrong', detail: 'it names what no branch can be called' };
  return { is: 'branch', branch: name, isEnded: text.length > line.length };
}
