import { crc32 } from '../../hash/crc.ts';
import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be, u64be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { asWarning, cut, mismatch, PROVEN, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 0x3fd76c17;
const FOOTER = 0xc02893e8;
const FOOTER_LENGTH = 16;
/** Since Lucene 5 every file has a footer, and the name of its codec includes the version. */
const FIRST_WITH_FOOTERS = 50;

/**
 * Files of a Lucene index, as Elasticsearch, OpenSearch and Solr keep and back them up (CodecUtil): a header, and a
 * footer with the CRC-32 of everything before it.
 */
export const lucene: Structure = {
  name: 'lucene',
  starts: '?',
  traits: ['dense', 'paged'],
  // Its lists of documents; it shares the extension with word processors.
  extensions: ['doc'],
  recognises: (head) => u32be(head, 0) === HEADER && /^[\x20-\x7e]+$/.test(nameOf(head)),
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      // Before anything is read: the head is valid only until then.
      const name = nameOf(head);
      let crc = 0;
      const tail = yield* reader.readAllBut(FOOTER_LENGTH, (bytes) => {
        crc = crc32(bytes, crc);
      });
      const hasFooter = u32be(tail, 0) === FOOTER && u32be(tail, 4) === 0;
      if (!hasFooter) return unfinished(name, reader.offset);
      const found = crc32(tail.subarray(0, 8), crc);
      const wanted = u64be(tail, 8);
      return found === wanted
        ? PROVEN
        : mismatch(`its first ${reader.offset - 8} bytes: CRC-32`, wanted, found);
    }),
};

/** Returns the name of the codec that wrote the file, which follows its length. */
function nameOf(head: Uint8Array): string {
  return latin1At(head, 5, head[4] ?? 0);
}

function unfinished(codec: string, size: number): StructureVerdict {
  const version = Number(/^Lucene(\d+)/.exec(codec)?.[1] ?? 0);
  // A repository may split large files, so a missing end proves nothing.
  return version < FIRST_WITH_FOOTERS
    ? UNKNOWN
    : asWarning(cut(`ends at ${size}, without the footer of ${codec}`));
}
