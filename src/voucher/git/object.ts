import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { follow, type Source, type Step } from '../../structure/kit/chunked-reader.ts';
import { createInflater } from '../../structure/kit/inflating.ts';
import { brokenName, hashOf } from '../../structure/kit/named-by-digest.ts';
import { broken, cut, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';

/** A loose object of git: a zlib stream of which the content has the digest of its name, sha1 or sha256 in hex. */
export function gitObject(hex: string): Probe<StructureVerdict> {
  return follow((source) => walk(source, hex));
}

function* walk(source: Source, hex: string): Step<StructureVerdict> {
  const algorithm = hex.length === 40 ? 'sha1' : 'sha256';
  const hash = hashOf(algorithm);
  const inflater = createInflater('zlib');
  const inflated = yield* inflater.inflate(source, (bytes) => void hash?.update(bytes));
  inflater.close();
  if (inflated.is === 'broken') return broken(`zlib: ${inflated.detail}`);
  if (inflated.is === 'cut') return cut(`ends at ${source.offset} inside compressed data`);
  if (inflated.is === 'unknown' || hash === undefined) return UNKNOWN;
  const found = hash.digest('hex');
  if (found !== hex) return brokenName(algorithm, hex, found);
  const { offset } = source;
  return (yield* source.peek(1)).length === 0 ? PROVEN : broken(`bytes follow the object, from ${offset} on`);
}
