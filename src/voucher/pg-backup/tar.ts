/**
 * A tar of pg_basebackup, held against the manifest beside it member by member: digest, size, nothing missing and nothing
 * more. It is proven where all of that held, and never by less; what is wrong is named in the verdict.
 */
import { createHash } from 'node:crypto';
import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import { type BytePath, toText } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import type { TarHeader } from '../../structure/archive/tar/header.ts';
import { type TarObserver, walkTar } from '../../structure/archive/tar/tar.ts';
import { chunkedProbe } from '../../structure/kit/chunked-reader.ts';
import { broken, hex32, PROVEN, SOUND } from '../../structure/kit/verdicts.ts';
import type { PgFile, PgRange } from './manifest.ts';
import { SEGMENT_NAME } from './segments.ts';
import { type SeenLog, seenLog } from './tar-log.ts';

/** What must be in one tar. */
export type PgTarPart = {
  /** By the path in the tar. */
  readonly files: ReadonlyMap<BytePath, PgFile>;
  /** Whether a member may be there that the manifest does not have, or has in another state. */
  readonly isIgnored: (name: BytePath) => boolean;
  /** The log that must be in it, below a directory of the tar. */
  readonly log?: { readonly directory: BytePath; readonly ranges: readonly PgRange[] };
};

const MOST_NAMED = 10;
const REGULAR = '07';
const NOTHING_LOST: ReturnType<SeenLog['end']> = { missing: [], wrong: [] };

/** Begins to hold a tar that is not packed. */
export function pgTar(part: PgTarPart): Probe<StructureVerdict> {
  return chunkedProbe(function* (source) {
    const members = holdMembers(part);
    return members.judge(yield* walkTar(source, members));
  });
}

function holdMembers({
  files,
  isIgnored,
  log,
}: PgTarPart): TarObserver & { judge(tar: StructureVerdict): StructureVerdict } {
  const missing = new Set([...files.keys()].filter((name) => !isIgnored(name)));
  const wrong = listing();
  const extra = listing();
  const seen: SeenLog | undefined = log === undefined ? undefined : seenLog(log.ranges);
  let end = (): void => {};

  const hold = (name: BytePath, file: PgFile): ((bytes: Buffer) => void) => {
    const hash = hashing(file);
    let size = 0;
    end = () => {
      missing.delete(name);
      const found = hash.end();
      if (size !== file.size) wrong.add(`${toText(name)}: ${file.size} bytes wanted, ${size} found`);
      else if (file.digest !== undefined && !found.includes(file.digest.hex))
        wrong.add(`${toText(name)}: ${file.digest.algorithm}:${file.digest.hex} wanted, ${found[0]} found`);
    };
    return (bytes) => {
      size += bytes.length;
      hash.update(bytes);
    };
  };

  return {
    member(stored: BytePath, { type }: TarHeader) {
      const name = stored.replace(/^(?:\.\/+)+/, '');
      end = () => {};
      if (!REGULAR.includes(type)) return undefined;
      const inLog = log === undefined ? undefined : below(name, log.directory);
      if (inLog !== undefined && SEGMENT_NAME.test(inLog)) {
        const segment = seen?.segment(inLog);
        end = segment?.end ?? end;
        return segment?.update;
      }
      if (isIgnored(name)) return undefined;
      const file = files.get(name);
      if (file !== undefined) return hold(name, file);
      extra.add(toText(name));
      return undefined;
    },
    end: () => end(),
    judge(tar) {
      const lost = seen?.end() ?? NOTHING_LOST;
      for (const each of lost.wrong) wrong.add(each);
      const said = [
        ...('detail' in tar ? [tar.detail] : []),
        ...wrong.said('does not hold', 'do not hold'),
        ...summed([...[...missing].map(toText), ...lost.missing], 'is missing', 'are missing'),
        ...extra.said('is not in the manifest', 'are not in the manifest'),
        ...(lost.absent === undefined ? [] : [lost.absent]),
      ];
      const isTarWrong = (tar.is === 'broken' || tar.is === 'cut') && tar.severity === undefined;
      const isWrong = wrong.count() + missing.size + lost.missing.length > 0;
      if (said.length === 0) return tar.is === 'sound' ? PROVEN : SOUND;
      const detail = said.join('; ');
      if (isTarWrong) return { is: tar.is, detail };
      return isWrong ? broken(detail) : { is: 'broken', detail, severity: 'warning' };
    },
  };
}

/** The path below a directory, where '' is the top of the tar; undefined where it is not right in it. */
function below(name: BytePath, directory: BytePath): BytePath | undefined {
  const prefix = directory === '' ? '' : `${directory}/`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/** A digest as a manifest may have it: of a CRC-32C the bytes as they lie in memory, little-endian nearly everywhere. */
function hashing({ digest }: PgFile): Probe<readonly string[]> {
  if (digest === undefined) return { update: () => {}, end: () => [] };
  if (digest.algorithm === 'crc32c') {
    let crc = 0;
    return {
      update: (bytes) => {
        crc = crc32c(bytes, crc);
      },
      end: () => [Buffer.from(hex32(crc), 'hex').swap32().toString('hex'), hex32(crc)],
    };
  }
  const hash = createHash(digest.algorithm);
  return { update: (bytes) => void hash.update(bytes), end: () => [hash.digest('hex')] };
}

type Listing = { add(text: string): void; count(): number; said(one: string, many: string): string[] };

/** Names some and counts all. */
function listing(): Listing {
  const named: string[] = [];
  let count = 0;
  return {
    add(text) {
      count += 1;
      if (named.length < MOST_NAMED) named.push(text);
    },
    count: () => count,
    said: (one, many) => sentence(named, count, one, many),
  };
}

function summed(names: readonly string[], one: string, many: string): string[] {
  return sentence(names.slice(0, MOST_NAMED), names.length, one, many);
}

function sentence(named: readonly string[], count: number, one: string, many: string): string[] {
  if (count === 0) return [];
  const more = count > named.length ? `, and ${count - named.length} more` : '';
  const what = count === 1 ? `1 member ${one}` : `${count} members ${many}`;
  return [`${what}: ${named.join(', ')}${more}`];
}
