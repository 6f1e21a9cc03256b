import { crc32 } from '../../hash/crc.ts';
import { asWarning } from '../kit/as-warning.ts';
import { onTape } from '../kit/exact-reader.ts';
import { u32be, u64be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, hex32, PROVEN, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 0x3fd76c17;
const FOOTER = 0xc02893e8;
const FOOTER_LENGTH = 16;
/** From Lucene 5 on every file has a footer, and its codec has the version in its name. */
const FIRST_WITH_FOOTERS = 50;

/**
 * Files of a Lucene index, as Elasticsearch, OpenSearch and Solr keep and back them up (CodecUtil): a header, and a footer
 * with the CRC-32 of all before it.
 */
export const lucene: Structure = {
  name: 'lucene',
  starts: '?',
  traits: ['dense', 'paged'],
  extensions: [],
  recognises: (head) => u32be(head, 0) === HEADER && /^[\x20-\x7e]+$/.test(nameOf(head)),
  begin: ({ head }) =>
    onTape(function* (tape) {
      let crc = 0;
      const tail = yield* tape.restBut(FOOTER_LENGTH, (bytes) => {
        crc = crc32(bytes, crc);
      });
      const hasFooter = u32be(tail, 0) === FOOTER && u32be(tail, 4) === 0;
      if (!hasFooter) return unfinished(nameOf(head), tape.offset);
      const found = crc32(tail.subarray(0, 8), crc);
      const wanted = u64be(tail, 8);
      return found === wanted
        ? PROVEN
        : broken(`the CRC-32 of its ${tape.offset - 8} bytes is ${hex32(found)}, not ${hex32(wanted)}`);
    }),
};

/** The name of the codec that wrote the file, behind its length. */
function nameOf(head: Uint8Array): string {
  return wordAt(head, 5, head[4] ?? 0);
}

function unfinished(codec: string, size: number): StructureVerdict {
  const version = Number(/^Lucene(\d+)/.exec(codec)?.[1] ?? 0);
  // A repository may part large files, so a missing end is no proof.
  return version < FIRST_WITH_FOOTERS
    ? UNKNOWN
    : asWarning(cut(`ends at ${size} without the footer of ${codec}`));
}
