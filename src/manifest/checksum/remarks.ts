import type { BytePath } from '../../model/path.ts';

/** What a tool reported about a file while it wrote the list, and the stream of its errors went there too (`2>&1`). */
export type ToolMessage = {
  readonly tool: string;
  /** The file that it is about; omitted for a message about the run. */
  readonly name?: BytePath;
  /** The rest, as the tool says it in the language of its user: `Permission denied`. */
  readonly reason: string;
};

const TOOLS =
  'md5|(?:md5|sha\\d{1,3}|sha3|sha|b2|b3|blake2|xxh\\w{1,5}|ck|g?md5|gsha\\d{1,3})sum|cksum|sha\\d{1,3}|digest|rhash|md5deep|' +
  'sha\\d{1,3}deep|hashdeep|openssl|find|xargs';
const MESSAGE = new RegExp(`^(?:[^\\s:]*/)?(${TOOLS}): (.+?)[ \\t\\r]*$`);
const ABOUT = /^(.+): ([^:]+)$/;
const QUOTED = /^(?:'(.+)'|"(.+)"|\xe2\x80\x98(.+)\xe2\x80\x99)$/;

/** Returns the message of a tool that a line is; undefined where it is none. */
export function messageOfTool(text: string): ToolMessage | undefined {
  const [, tool, rest = ''] = MESSAGE.exec(text) ?? [];
  if (tool === undefined) return undefined;
  const [, written, reason = ''] = /^WARNING\b/i.test(rest) ? [] : (ABOUT.exec(rest) ?? []);
  if (written === undefined) return { tool, reason: rest };
  const quoted = QUOTED.exec(written);
  return { tool, name: quoted?.[1] ?? quoted?.[2] ?? quoted?.[3] ?? written, reason };
}

/** As long as the shortest digest; a damaged one still has most of its digits. */
const DIGITS = /[0-9a-f]{8}/i;
const RULER = /^[\s=*~_#/-]+$/;

/**
 * Returns whether a line before the first digest is text for people: a heading, a ruler or at least three words, without
 * anything that may be left of a digest.
 */
export function isProse(text: string): boolean {
  if (DIGITS.test(text)) return false;
  return RULER.test(text) || (text.match(/\S*[A-Za-z]\S*/g) ?? []).length >= 3;
}
