/** How rclone describes what lies at a remote. */
import { type BytePath, fromText } from '../../model/path.ts';

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
  const path = fromText(Path);
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
