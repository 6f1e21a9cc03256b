import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { asWarning, broken, mismatch, PROVEN, SOUND } from '../../structure/kit/verdicts.ts';
import { sum64 } from '../../structure/kit/xxhash.ts';
import type { StoreFile } from '../kit/layout.ts';

/** Bytes of the header of an index, of which a digest of its own is taken, by its magic (borg, hashindex). */
const HEADERS: ReadonlyMap<string, number> = new Map([
  ['BORG_IDX', 18],
  ['BORG2IDX', 1024],
]);
const MAGIC = 8;
/** How a map of up to fifteen pairs begins in MessagePack. */
const FIXED_MAP = 0x80;
const MOST_OF_MAP = 65_536;

/**
 * Checks `index.N` or `hints.N` against its XXH64 in `integrity.N` (borg, crypto/file_integrity.py): the digest covers the
 * name, what is in the file with the names of its parts, and its size. Undefined where `integrity.N` does not name it.
 */
export function borgState(name: string, file: StoreFile): (() => Probe<StructureVerdict>) | undefined {
  const [, kind, number] = /^(index|hints)\.(\d+)$/.exec(name) ?? [];
  if (kind === undefined) return undefined;
  const text = file.read(`integrity.${number}`, 4096)?.toString('latin1') ?? '';
  const record = new RegExp(
    String.raw`${kind}[^{]{0,8}(\{"algorithm": "XXH64", "digests": \{[^}]*\}\})`,
  ).exec(text)?.[1];
  const wanted = /"final": "([0-9a-f]{16})"/.exec(record ?? '')?.[1];
  if (record === undefined || wanted === undefined) return undefined;
  return () => stateProbe({ name, wanted, hasHeader: record.includes('"HashHeader"') });
}

/**
 * Checks `integrity.N`, a map of MessagePack with the digests of the two others: where it is none, borg does not open the
 * repository.
 */
export function borgIntegrity(): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const head = yield* tape.takeUpTo(MOST_OF_MAP);
    yield* tape.readToEnd();
    if (head.length === 0) return broken('it is empty: borg does not open the repository');
    const isMap = ((head[0] ?? 0) & 0xf0) === FIXED_MAP;
    return isMap && head.includes('version') && head.includes('index')
      ? SOUND
      : broken('no map of digests: borg does not open the repository');
  });
}

/** A file of the state of a repository, the digest that it should have, and whether its header has one of its own. */
type StateFile = { readonly name: string; readonly wanted: string; readonly hasHeader: boolean };

function stateProbe({ name, wanted, hasHeader }: StateFile): Probe<StructureVerdict> {
  const hash = sum64();
  const put = (words: string): void => hash.update(Buffer.from(words));
  put(nameOf(name));
  let start = Buffer.alloc(0);
  let header = hasHeader ? undefined : 0;
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    const cut = header !== undefined && size < header ? Math.min(header - size, chunk.length) : 0;
    hash.update(chunk.subarray(0, cut));
    if (cut > 0 && size + cut === header) put(`${nameOf('HashHeader')}${header}`);
    hash.update(chunk.subarray(cut));
    size += chunk.length;
  };
  return {
    update(chunk) {
      if (header !== undefined) {
        take(chunk);
        return;
      }
      start = Buffer.concat([start, chunk]);
      if (start.length < MAGIC) return;
      header = HEADERS.get(start.toString('latin1', 0, MAGIC)) ?? 0;
      take(start);
    },
    end() {
      if (header === undefined) take(start);
      put(`${nameOf('final')}${size}`);
      const found = hash.end();
      if (size === 0) return asWarning(broken('it is empty; borg makes it anew from all segments'));
      return found === wanted ? PROVEN : mismatch('XXH64 of its integrity file:', wanted, found);
    },
  };
}

/** Returns a name as the digest has it: its length in ten columns before it. */
function nameOf(name: string): string {
  return `${name.length}`.padStart(10) + name;
}
