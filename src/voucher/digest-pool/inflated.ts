import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from '../../structure/kit/chunked-reader.ts';
import { createInflater } from '../../structure/kit/inflating.ts';
import { brokenName, hashOf } from '../../structure/kit/named-by-digest.ts';
import { broken, cut, PROVEN, UNKNOWN, verdictsOf } from '../../structure/kit/verdicts.ts';

const PIECE = 131_072;
const MIB = 1 << 20;
const ZLIB = 0x78;
/** BackupPC before version 4 writes these for the first byte of a file that has checksums of rsync behind its stream. */
const WITH_CHECKSUMS: ReadonlySet<number> = new Set([0xd6, 0xd7]);
const CHECKSUMS = 0xb3;

/** Takes what is in a file, and says at the end which digest that has; undefined where it cannot be computed. */
type Digester = { update(bytes: Uint8Array): void; end(): string | undefined };

/** Returns a probe for zlib streams, one after the other, of which what they inflate to has a digest. */
export function inflatedProbe(algorithm: string, hex: string): Probe<StructureVerdict> {
  const hash = hashOf(algorithm);
  const digester: Digester = {
    update: (bytes) => void hash?.update(bytes),
    end: () => hash?.digest('hex'),
  };
  return packedProbe(algorithm, hex, digester);
}

/** Returns a probe for a file that is named by the digest of BackupPC before version 4. */
export function oldDigestProbe(hex: string, packed: boolean): Probe<StructureVerdict> {
  const digester = createOldDigester();
  if (packed) return packedProbe('md5', hex, digester);
  return {
    update: (chunk) => digester.update(chunk),
    end: () => compared('md5', hex, digester),
  };
}

function compared(algorithm: string, hex: string, digester: Digester): StructureVerdict {
  const found = digester.end();
  if (found === undefined) return UNKNOWN;
  return found === hex ? PROVEN : brokenName(algorithm, hex, found);
}

function packedProbe(algorithm: string, hex: string, digester: Digester): Probe<StructureVerdict> {
  const probe = chunkedProbe((source) => walk(source, () => compared(algorithm, hex, digester), digester));
  let isFirst = true;
  return {
    update(chunk) {
      if (isFirst && WITH_CHECKSUMS.has(chunk[0] ?? 0)) {
        probe.update(Uint8Array.of(ZLIB));
        probe.update(chunk.subarray(1));
      } else probe.update(chunk);
      isFirst &&= chunk.length === 0;
    },
    end: () => probe.end(),
  };
}

function* walk(source: Source, compare: () => StructureVerdict, digester: Digester): Step<StructureVerdict> {
  const inflater = createInflater('zlib');
  for (;;) {
    const [next] = yield* source.peek(1);
    if (next === undefined || (next === CHECKSUMS && source.offset > 0)) break;
    const inflated = yield* inflater.inflate(source, (bytes) => digester.update(bytes));
    if (inflated.is === 'whole') continue;
    inflater.close();
    if (inflated.is === 'broken') return verdictsOf('zlib').broken(inflated.detail);
    return inflated.is === 'cut' ? cut(`ends at ${source.offset} inside compressed data`) : UNKNOWN;
  }
  inflater.close();
  if (source.offset === 0) return broken('it is empty, and its name is the digest of some content');
  return compare();
}

/**
 * The digest of BackupPC before version 4: MD5 of the size in decimal and, up to 256 KiB, of the content; of a bigger
 * file, of its first 128 KiB and the last 128 KiB of its first MiB.
 */
function createOldDigester(): Digester {
  const kept: Buffer[] = [];
  let size = 0;
  return {
    update(bytes) {
      const wanted = MIB - Math.min(size, MIB);
      if (wanted > 0) kept.push(Buffer.from(bytes.subarray(0, wanted)));
      size += bytes.length;
    },
    end() {
      const content = Buffer.concat(kept);
      const hash = hashOf('md5')?.update(String(size));
      if (content.length <= 2 * PIECE) return hash?.update(content).digest('hex');
      return hash
        ?.update(content.subarray(0, PIECE))
        .update(content.subarray(content.length - PIECE))
        .digest('hex');
    },
  };
}
