/** The members of a JSON object as they are written, because a digest is of that and not of what it means. */
const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const TOKEN = new RegExp(`${STRING}|[{}[\\],:]`, 'gs');
const BLANKS = new RegExp(`(${STRING})|\\s+`, 'gs');
const FOR_HTML: ReadonlyMap<string, string> = new Map([
  ['<', String.raw`\u003c`],
  ['>', String.raw`\u003e`],
  ['&', String.raw`\u0026`],
]);

/** Returns the names of the members of an object and their values as text; `object` must be valid JSON of an object. */
export function membersOf(object: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let from = 0;
  for (const { 0: token, index } of object.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth -= 1;
    const isEnd = (depth === 0 && token === '}') || (depth === 1 && token === ',');
    if (isEnd && name !== undefined) {
      members.set(name, object.slice(from, index).trim());
      name = undefined;
    } else if (depth === 1 && name === undefined && token.startsWith('"')) {
      name = String(JSON.parse(token));
    } else if (depth === 1 && token === ':') from = index + 1;
    if (token === '{' || token === '[') depth += 1;
  }
  return members;
}

/** Returns a value as chkbit may have written it when it took the digest: as it is, without blanks, or safe in HTML. */
export function formsOf(value: string): string[] {
  const compact = value.replaceAll(BLANKS, (_, string: string | undefined) => string ?? '');
  return [value, compact, compact.replaceAll(/[<>&]/g, (char) => FOR_HTML.get(char) ?? char)];
}
