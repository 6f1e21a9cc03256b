import { createHash } from 'node:crypto';
import { algorithmNamed } from '../../hash/algorithms.ts';
import { orderKey } from '../../model/entry.ts';
import { Fault } from '../../model/fault.ts';
import { type BytePath, toText } from '../../model/path.ts';
import { readManifest } from '../read-manifest.ts';
import {
  COUNTED,
  countEntry,
  createCounts,
  parseFileFacts,
  parseHashLine,
  parseOther,
  parseTrailer,
  type Trailer,
} from './grammar.ts';
import { wholeLines } from './whole-lines.ts';
import type { SealedLine } from './write.ts';

/** An entry with its lines as written in a manifest, its path and the key that orders it. */
export type KeptLine = SealedLine & { readonly path: BytePath; readonly key: string };

/**
 * Yields the entries of an intact native manifest as they are written, in their order; comments, sums and profiles are
 * omitted. Throws a Fault (3) at its end where what was read is not all that its trailer counts and digests, or not the file of the
 * digest that the next manifest names as the one before it.
 */
export async function* keptLines(
  file: BytePath,
  algorithm: string,
  prev: string | undefined,
): AsyncGenerator<readonly KeptLine[], void, undefined> {
  const hexLength = algorithmNamed(algorithm)?.hexLength ?? 0;
  const sum = createHash('sha256');
  const stored = createHash('sha256');
  const counts = createCounts();
  let trailer: Trailer | undefined;
  let facts = '';
  for await (const bytes of wholeLines(readManifest(file, undefined, (chunk) => stored.update(chunk)))) {
    if (trailer !== undefined) continue;
    const lines = bytes.toString('latin1', 0, bytes.length - 1).split('\n');
    const kept: KeptLine[] = [];
    for (const line of lines) {
      trailer = parseTrailer(line);
      if (trailer !== undefined) break;
      sum.update(`${line}\n`, 'latin1');
      if (line.startsWith('#f\t')) facts = line;
      else if (line.startsWith('#')) {
        const entry = parseOther(line);
        if (entry !== undefined) kept.push({ ...entry, key: orderKey(entry), text: `${line}\n` });
      } else {
        const hash = parseHashLine(line, hexLength);
        if (hash === undefined) continue;
        const { size } = parseFileFacts(facts);
        const text = `${facts === '' ? '' : `${facts}\n`}${line}\n`;
        kept.push({ path: hash.path, key: hash.path, kind: 'file', size, text });
        facts = '';
      }
    }
    for (const each of kept) countEntry(counts, each);
    if (kept.length > 0) yield kept;
  }
  const held = trailer;
  if (
    held === undefined ||
    prev !== `sha256:${stored.digest('hex')}` ||
    held.sha256 !== sum.digest('hex') ||
    COUNTED.some((key) => held[key] !== counts[key])
  )
    throw new Fault(
      3,
      `${toText(file)}: it changed while it was read, or was not read whole`,
      'run it again when nothing writes here; nothing was replaced',
    );
}
