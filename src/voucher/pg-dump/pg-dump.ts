import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { cut, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { unpacked } from '../kit/compressed-file.ts';
import type { Layout } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';

/** The rows of a table, compressed or not. */
const ROWS = /^\d+\.dat(?:\.(?:gz|lz4|zst))?$/;
/** What ends the rows of a COPY; more line ends follow. */
const END = /(?:^|\n)\\\.\r?\n\s*$/;
const TAIL = 16;

const directory: Layout = {
  anchors: ['toc.dat'],
  isTop: (names) => names.has('toc.dat'),
  handle(path, { size }) {
    if (!ROWS.test(path)) return undefined;
    return { is: 'check', begin: () => unpacked(path, size, rows()) };
  },
};

/** A dump of `pg_dump -Fd`: `toc.dat` names the file of each table, and each of these ends as its rows do. */
export const pgDump: Voucher = {
  name: 'pg-dump',
  about: 'pg_dump -Fd: every file that toc.dat names is there, and the rows in it end as COPY does',
  layouts: [directory],
};

/** Rows in the form of COPY end in `\.`; those of `--inserts` are statements. */
function rows(): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const head = yield* reader.takeUpTo(TAIL);
    const rest = yield* reader.readAllBut(TAIL, () => {});
    const end = Buffer.concat([head, rest]).subarray(-TAIL).toString('latin1');
    // A table without rows, dumped as statements.
    if (/^\s+$/.test(end) && reader.offset < TAIL) return UNKNOWN;
    const isEnded =
      END.test(end) || (head.toString('latin1').startsWith('INSERT INTO ') && /;\s*$/.test(end));
    return isEnded ? SOUND : cut(`ends at ${reader.offset} without the \\. that ends its rows`);
  });
}
