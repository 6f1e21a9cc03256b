import type { Content } from '../model/content.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { carriesPayload } from '../structure/kit/payload.ts';
import { isTextFormat } from './evidence.ts';

const HEAD = 4096;

/**
 * Returns how certain it is that a file is text: its name says so, or only its content does; undefined where neither
 * does.
 */
export function textBy(content: Content, path: BytePath): 'name' | 'content' | undefined {
  const { blocks, format, head } = content;
  if ((format !== undefined && !isTextFormat(format)) || carriesPayload(head)) return undefined;
  const others = blocks.B + blocks.H + blocks.R + blocks.C;
  if (blocks.T < 1 || blocks.T < others) return undefined;
  if (TEXT_EXTENSIONS.has(extensionOf(nameOf(path)))) return 'name';
  return isTextIn(head.subarray(0, HEAD)) ? 'content' : undefined;
}

/** Returns whether bytes are UTF-8 or mostly ASCII, without a NUL: pictures have bright bytes and black ones. */
export function isTextIn(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  let high = 0;
  for (let i = 0; i < bytes.length; i++) high += (bytes[i] ?? 0) >> 7;
  if (high * 3 < bytes.length) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
