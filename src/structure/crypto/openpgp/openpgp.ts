import type { Step } from '../../kit/chunked-reader.ts';
import { onTape, type Tape } from '../../kit/exact-reader.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, ENCRYPTED, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { startsMessage } from './head.ts';

const ENCRYPTED_DATA = new Set([9, 18, 20]);

/**
 * Messages, keys and signatures of OpenPGP (RFC 9580 section 4): packets by their lengths, also in parts, to the end of
 * the file. What is encrypted has a check inside that needs the key.
 */
export const openpgp: Structure = {
  name: 'openpgp',
  traits: ['dense'],
  extensions: ['gpg'],
  recognises: startsMessage,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  for (let isFirst = true; ; isFirst = false) {
    const at = tape.offset;
    const [first] = yield* tape.most(1);
    if (first === undefined) return isFirst ? UNKNOWN : SOUND;
    // What follows whole packets may be another file's; inside a message there is nothing to be seen.
    if (first < 0x80) return isFirst ? UNKNOWN : broken(`no packet at ${at}, but ${first}`);
    const isNew = first >= 0xc0;
    const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
    if (isNew) yield* skipNew();
    else if ((first & 3) === 3) {
      // A packet without a length, as compressed data has, goes on to the end of the file.
      yield* tape.rest();
      return ENCRYPTED_DATA.has(tag) ? ENCRYPTED : UNKNOWN;
    } else
      yield* tape.skip(
        (yield* tape.take(2 ** (first & 3), 'a packet')).readUIntBE(0, 2 ** (first & 3)),
        named(tag),
      );
    if (ENCRYPTED_DATA.has(tag)) {
      yield* tape.rest();
      return ENCRYPTED;
    }
  }

  function* skipNew(): Step<void> {
    for (;;) {
      const length = (yield* tape.take(1, 'a packet')).readUInt8(0);
      if (length >= 224 && length < 255) {
        yield* tape.skip(2 ** (length & 0x1f), 'a part of a packet');
        continue;
      }
      if (length < 192) yield* tape.skip(length, 'a packet');
      else if (length === 255)
        yield* tape.skip((yield* tape.take(4, 'a packet')).readUInt32BE(0), 'a packet');
      else
        yield* tape.skip(
          (length - 192) * 256 + (yield* tape.take(1, 'a packet')).readUInt8(0) + 192,
          'a packet',
        );
      return;
    }
  }
}

function named(tag: number): string {
  return `a packet with tag ${tag}`;
}
