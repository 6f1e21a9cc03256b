import { algorithmNamed } from '../../hash/algorithms.ts';
import { orderKey } from '../../model/entry.ts';
import type { BytePath } from '../../model/path.ts';
import { readManifest } from '../read-manifest.ts';
import { parseFileFacts, parseHashLine, parseOther } from './grammar.ts';
import type { SealedLine } from './write.ts';

/** An entry with its lines as written in a manifest, its path and the key that orders it. */
export type KeptLine = SealedLine & { readonly path: BytePath; readonly key: string };

/**
 * Yields the entries of an intact native manifest as they are written, in their order; comments, sums and profiles are
 * omitted.
 */
export async function* keptLines(
  file: BytePath,
  algorithm: string,
): AsyncGenerator<readonly KeptLine[], void, undefined> {
  const hexLength = algorithmNamed(algorithm)?.hexLength ?? 0;
  let carry = '';
  let facts = '';
  for await (const bytes of readManifest(file)) {
    const lines = (carry + bytes.toString('latin1')).split('\n');
    carry = lines.pop() ?? '';
    const kept: KeptLine[] = [];
    for (const line of lines) {
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
    if (kept.length > 0) yield kept;
  }
}
