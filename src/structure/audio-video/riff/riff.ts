import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { checkChunks } from '../../kit/chunks.ts';
import { withoutSlack } from '../../kit/padding.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';

const LITTLE = { isBigEndian: false };

/** WebP (RFC 9649, 2): the RIFF length and the chain of chunks in it. */
export const webp: Structure = riff('webp', ['webp'], 'WEBP', ['dense']);

/**
 * WAVE, also RIFX (big-endian), RF64 and BW64 (ITU-R BS.2088), whose lengths are in `ds64`, and streams whose length
 * was never known.
 */
export const wav: Structure = riff('wav', ['wav', 'wave', 'bwf', 'rf64'], 'WAVE', []);

/** AVI, also OpenDML (more RIFF chunks after the first): the chain of chunks, with `movi` as one. */
export const avi: Structure = riff('avi', ['avi', 'divx'], 'AVI ', ['dense']);

function riff(
  name: string,
  extensions: readonly string[],
  form: string,
  traits: Structure['traits'],
): Structure {
  return {
    name,
    traits,
    extensions,
    starts: 'RB',
    recognises: (head) =>
      /^(?:RIF[FX]|RF64|BW64)$/.test(latin1At(head, 0, 4)) &&
      latin1At(head, 8, 4) === form &&
      head.length > 12,
    createCheck: () =>
      chunkedProbe(function* (source) {
        const verdict = yield* check(source);
        // Programs append tags of their own to sounds and films.
        return name === 'webp' && verdict.is === 'sound'
          ? yield* withoutSlack(source, name, verdict)
          : verdict;
      }),
  };
}

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(12);
  if (head.length < 12) return cut(`ends at ${source.offset}, inside its header`);
  const kind = head.toString('latin1', 0, 4);
  if (kind === 'RIFX') return yield* checkChunks(source, 8 + head.readUInt32BE(4), { isBigEndian: true });
  const length = head.readUInt32LE(4);
  if (kind !== 'RIFF') return yield* checkLong(source);
  if (length === 0 || length >= 0xffffff00) return yield* checkStream(source);
  const verdict = yield* checkChunks(source, 8 + length, LITTLE);
  if (verdict.is !== 'sound') return verdict;
  // OpenDML: the next gigabytes of an AVI are RIFF chunks of their own.
  for (;;) {
    const start = source.offset;
    const next = yield* source.take(12);
    if (next.length < 12 || next.toString('latin1', 0, 4) !== 'RIFF') return SOUND;
    const more = yield* checkChunks(source, start + 8 + next.readUInt32LE(4), LITTLE);
    if (more.is !== 'sound') return more;
  }
}

/**
 * Checks what a writer into a pipe leaves: the last chunk has the length 0 or a huge one, and extends to the end of the
 * file.
 */
function* checkStream(source: Source): Step<StructureVerdict> {
  const start = source.offset;
  const verdict = yield* checkChunks(source, Number.POSITIVE_INFINITY, LITTLE);
  return verdict.is === 'broken' && source.offset < start + 4096 ? verdict : UNKNOWN;
}

function* checkLong(source: Source): Step<StructureVerdict> {
  let whole = 0;
  let data = 0;
  const lengths = {
    type: 'ds64',
    see(content: Buffer): void {
      if (content.length < 16) return;
      whole = Number(content.readBigUInt64LE(0));
      data = Number(content.readBigUInt64LE(8));
    },
  };
  const first = yield* source.peek(24);
  if (first.length < 24) return cut(`ends at ${first.length + source.offset}, inside the chunk "ds64"`);
  if (first.toString('latin1', 0, 4) !== 'ds64') return UNKNOWN;
  whole = Number(first.readBigUInt64LE(8));
  const longLength = (type: string): number | undefined => (type === 'data' ? data : undefined);
  return yield* checkChunks(source, 8 + whole, { isBigEndian: false, longLength, lengths });
}
