/** How rclone spells names: as UTF-8, and a byte that is none as `‛` (U+201B) and two hexadecimal digits. */
import { type BytePath, fromText, isText, toBytes, toText } from '../../model/path.ts';

const QUOTE = '\u201B';
const QUOTED = /\u201B([89A-F][0-9A-F])/g;

/** Returns a path of a listing as its bytes. */
export function fromRclone(path: string): BytePath {
  if (!path.includes(QUOTE)) return fromText(path);
  const bytes = path
    .split(QUOTED)
    .map((part, i) => (i % 2 === 1 ? String.fromCharCode(Number.parseInt(part, 16)) : fromText(part)))
    .join('');
  // What is UTF-8 was never quoted: then the name is just that.
  return toRclone(bytes) === path ? bytes : fromText(path);
}

/** Returns a path as rclone spells it. */
export function toRclone(path: BytePath): string {
  if (isText(path)) return toText(path);
  let text = '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const bytes = toBytes(path);
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((n) => isCharacter(decoder, bytes.subarray(at, at + n)));
    text +=
      length === undefined
        ? `${QUOTE}${(bytes[at] ?? 0).toString(16).toUpperCase()}`
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

function isCharacter(decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Whether a name lost bytes on its way here, so that nobody can ask for it. */
export function isLost(path: BytePath): boolean {
  return path.includes('\u00EF\u00BF\u00BD');
}

/** What rclone writes about one entry. */
export type RcloneEntry = {
  readonly path: BytePath;
  readonly kind: 'file' | 'directory' | 'link';
  readonly size: number;
  readonly seconds: number;
  readonly nanoseconds: number;
};

/** The ending that a symbolic link has where rclone keeps it as a file. */
export const LINK = '.rclonelink';

/** Returns the entry that a line of `rclone lsjson` has; undefined for other lines. */
export function entryOfLine(line: string): RcloneEntry | undefined {
  const text = line.trim().replace(/,$/, '');
  if (!text.startsWith('{')) return undefined;
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? entryOf(parsed) : undefined;
}

/** Returns the entry that an object of `rclone lsjson` describes; undefined where it has no path. */
export function entryOf(json: object): RcloneEntry | undefined {
  const { Path, Size, ModTime, IsDir }: Record<string, unknown> = { ...json };
  if (typeof Path !== 'string') return undefined;
  const path = fromRclone(Path);
  const isDirectory = IsDir === true;
  const isLink = !isDirectory && path.endsWith(LINK) && path.length > LINK.length;
  return {
    path: isLink ? path.slice(0, -LINK.length) : path,
    kind: isDirectory ? 'directory' : isLink ? 'link' : 'file',
    size: typeof Size === 'number' ? Size : -1,
    ...timeOf(typeof ModTime === 'string' ? ModTime : ''),
  };
}

function timeOf(text: string): Pick<RcloneEntry, 'seconds' | 'nanoseconds'> {
  const [, base = '', fraction = '', zone = 'Z'] =
    /^(\d+-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const ms = Date.parse(base + zone);
  return Number.isNaN(ms)
    ? { seconds: 0, nanoseconds: 0 }
    : { seconds: ms / 1000, nanoseconds: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}
