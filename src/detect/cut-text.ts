import type { Content } from '../model/content.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { extensionOf, isLaterVolume, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { isTextFormat } from './evidence.ts';
import { isTextIn } from './text-content.ts';

const BLOCK = 4096;
const LEAST_LINES = 8;
const [LINE_END, RETURN] = [10, 13];
/** Formats whose ends their own rules do not show. */
const OPEN_ENDED: ReadonlySet<string> = new Set(['text', 'mail', 'json']);
/** How split(1) and others name the parts of a file. */
const PART = /^x[a-z]{2,3}$|[._-](?:part|vol)?[-_]?\d{1,5}$/i;
const COUNTED = /[._-](?:part)?[-_]?[a-z]{2}$/;
const CLOSERS = '}])>;';

/**
 * Returns whether a text of lines ends at a border of blocks and without a line end, as one does of which the last
 * blocks were never written: of 4,096 texts without a last line end one ends there by chance.
 */
export function endsAtBlock(content: Content, path: BytePath): boolean {
  const { size, blocks, tail, format, verdict } = content;
  if (size === 0 || size % BLOCK !== 0 || blocks.T * BLOCK !== size) return false;
  if (format !== undefined && (!isTextFormat(format) || !OPEN_ENDED.has(format.name))) return false;
  if (isPart(path) || (format?.name === 'json' && verdict.is === 'sound')) return false;
  const last = tail.at(-1) ?? LINE_END;
  if (last === LINE_END || last === RETURN || CLOSERS.includes(String.fromCharCode(last))) return false;
  return linesIn(tail) >= LEAST_LINES && isTextIn(tail.subarray(-BLOCK));
}

/** Returns whether a name is one of a part of a split file. */
function isPart(path: BytePath): boolean {
  const name = nameOf(path);
  if (isLaterVolume(name) || PART.test(name)) return true;
  return COUNTED.test(name) && !TEXT_EXTENSIONS.has(extensionOf(name));
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === LINE_END || byte === RETURN) lines += 1;
  return lines;
}
