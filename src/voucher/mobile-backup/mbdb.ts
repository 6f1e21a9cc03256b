import { createHash } from 'node:crypto';
import { u16be } from '../../structure/kit/read-int.ts';
import type { NamedFiles } from './named-files.ts';

const MAGIC = 'mbdb';
const HEAD = 6;
const NOTHING = 0xffff;
/** Mode, inode, owner, three times, size and class of protection; the number of properties is its last byte. */
const FIXED = 40;
const KIND = 0xf000;
const REGULAR = 0x8000;

/** The list ends inside of a record. */
class EndsEarly extends Error {}

/**
 * Returns the files that `Manifest.mbdb` names, the list of backups before iOS 10: domain, path, link, digest and key of each,
 * then its metadata and properties, all numbers big-endian. 'cut' where it ends inside of a record; undefined where it is none.
 */
export function filesInMbdb(bytes: Buffer): NamedFiles | 'cut' | undefined {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const named = new Map<string, { readonly what: string; readonly hasContent: boolean }>();
  let at = HEAD;
  const skip = (length: number): number => {
    at += length;
    if (at > bytes.length) throw new EndsEarly();
    return at - length;
  };
  const text = (): string => {
    const length = u16be(bytes, skip(2));
    const start = skip(length === NOTHING ? 0 : length);
    return bytes.toString('utf8', start, at);
  };
  const texts = (count: number): readonly string[] => Array.from({ length: count }, text);
  try {
    while (at < bytes.length) {
      const [domain = '', path = ''] = texts(5);
      const fixed = skip(FIXED);
      const hasContent = (u16be(bytes, fixed) & KIND) === REGULAR;
      texts(2 * (bytes[fixed + FIXED - 1] ?? 0));
      const id = createHash('sha1').update(`${domain}-${path}`).digest('hex');
      named.set(id, { what: `${domain}, ${path}`, hasContent });
    }
  } catch (error) {
    if (!(error instanceof EndsEarly)) throw error;
    return 'cut';
  }
  return named;
}
