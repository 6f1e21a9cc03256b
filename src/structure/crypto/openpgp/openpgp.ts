import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, ENCRYPTED, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { startsMessage } from './head.ts';

const ENCRYPTED_DATA = new Set([9, 18, 20]);

/**
 * Messages, keys and signatures of OpenPGP (RFC 9580 section 4): packets by their lengths, also partial ones, to the
 * end of the file. The integrity check of encrypted data needs the key.
 */
export const openpgp: Structure = {
  name: 'openpgp',
  traits: ['dense'],
  extensions: ['gpg', 'pgp'],
  recognises: startsMessage,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (let isFirst = true; ; isFirst = false) {
    const at = reader.offset;
    const [first] = yield* reader.takeUpTo(1);
    if (first === undefined) return isFirst ? UNKNOWN : SOUND;
    // What follows complete packets may be another file's; the inside of a message cannot be seen.
    if (first < 0x80) return isFirst ? UNKNOWN : broken(`not a valid packet at ${at}: ${first}`);
    const isNew = first >= 0xc0;
    const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
    if (isNew) yield* skipNew();
    else if ((first & 3) === 3) {
      // A packet without a length, such as compressed data, extends to the end of the file.
      yield* reader.readToEnd();
      return ENCRYPTED_DATA.has(tag) ? ENCRYPTED : UNKNOWN;
    } else
      yield* reader.skip(
        (yield* reader.take(2 ** (first & 3), 'a packet')).readUIntBE(0, 2 ** (first & 3)),
        named(tag),
      );
    if (ENCRYPTED_DATA.has(tag)) {
      yield* reader.readToEnd();
      return ENCRYPTED;
    }
  }

  function* skipNew(): Step<void> {
    for (;;) {
      const length = (yield* reader.take(1, 'a packet')).readUInt8(0);
      if (length >= 224 && length < 255) {
        yield* reader.skip(2 ** (length & 0x1f), 'part of a packet');
        continue;
      }
      if (length < 192) yield* reader.skip(length, 'a packet');
      else if (length === 255)
        yield* reader.skip((yield* reader.take(4, 'a packet')).readUInt32BE(0), 'a packet');
      else
        yield* reader.skip(
          (length - 192) * 256 + (yield* reader.take(1, 'a packet')).readUInt8(0) + 192,
          'a packet',
        );
      return;
    }
  }
}

function named(tag: number): string {
  return `a packet with tag ${tag}`;
}
