import type { BytePath } from '../../model/path.ts';
import { readManifest } from '../read-manifest.ts';
import { type Header, parseHeader } from './grammar.ts';

const LONGEST_HEADER = 65_536;

/**
 * Reads the first line of a native manifest, whether or not the rest is intact; undefined where it cannot be read or parsed.
 */
export async function headerOf(file: BytePath): Promise<Header | undefined> {
  try {
    return await readHeader(file);
  } catch {
    return undefined;
  }
}

/** Reads the first line of a native manifest as `headerOf` does. Throws the error of the system or of zlib. */
export async function readHeader(file: BytePath): Promise<Header | undefined> {
  let head = '';
  for await (const chunk of readManifest(file)) {
    head += chunk.toString('latin1');
    if (head.includes('\n') || head.length > LONGEST_HEADER) break;
  }
  return parseHeader(head.slice(0, Math.max(0, head.indexOf('\n'))))?.fields;
}

/** Returns when a native manifest says that it was written, in milliseconds since 1970. */
export async function sealedAt(file: BytePath): Promise<number | undefined> {
  const time = Date.parse((await headerOf(file))?.get('created')?.[0] ?? '');
  return Number.isFinite(time) ? time : undefined;
}
