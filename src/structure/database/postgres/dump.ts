import { nameOf } from '../../../model/path.ts';
import { exactProbe } from '../../kit/exact-reader.ts';
import { createLines } from '../../kit/lines.ts';
import { latin1At } from '../../kit/read-int.ts';
import { createStatements } from '../../kit/statements.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, SOUND } from '../../kit/verdicts.ts';

const HEAD = /^(?:(?:--.*|\\.*|)\r?\n)*?-- PostgreSQL database (?:cluster )?dump\r?\n/;
/** What makes a database of it: all but settings, and the creation of the database itself. */
const STATEMENT =
  /^(?:ALTER(?! DATABASE)|BEGIN|COMMENT|COPY|CREATE(?! DATABASE)|DELETE|DROP(?! DATABASE)|GRANT|INSERT|REVOKE|SECURITY|UPDATE|SELECT pg_catalog\.(?:lo_|setval)|SELECT lo_)/i;
const WITHOUT_STATEMENT = asWarning(broken('no statement between its head and its end marker: 0 tables'));
/** What pg_dump -Ft puts next to its data: it opens with a key but never closes with it. */
const IN_TAR = 'restore.sql';

/**
 * A dump of PostgreSQL in SQL, by pg_dump, pg_dumpall or pg_restore -f: what a header line opens, a line `… dump
 * complete` closes, and the key of `\restrict` is repeated in `\unrestrict` (CVE-2025-8714). PostgreSQL has no NUL in
 * any text.
 */
export const pgDump: Structure = {
  name: 'pg-dump',
  starts: '-\\\r\n',
  traits: ['text'],
  extensions: ['sql'],
  recognises: (head) => HEAD.test(latin1At(head, 0, 2048)),
  createCheck: ({ path }) =>
    exactProbe(function* (reader) {
      const dump = createDump(nameOf(path) !== IN_TAR);
      let firstNul = -1;
      const size = yield* reader.readToEnd((bytes) => {
        const nul = firstNul < 0 ? bytes.indexOf(0) : -1;
        if (nul >= 0) firstNul = reader.offset - bytes.length + nul;
        dump.update(bytes);
      });
      return firstNul >= 0 ? broken(`a NUL at ${firstNul}, which SQL never contains`) : dump.end(size);
    }),
};

/** Creates the check of a dump; `isKeyed` where the key must be repeated. */
function createDump(isKeyed: boolean): { update(bytes: Buffer): void; end(size: number): StructureVerdict } {
  let cluster: number | undefined;
  let database: number | undefined;
  let key: string | undefined;
  let wrong: StructureVerdict | undefined;
  const statements = createStatements(STATEMENT);
  const lines = createLines(
    (line, offset) => {
      if (line === '-- PostgreSQL database dump') database ??= offset;
      else if (line === '-- PostgreSQL database dump complete') database = undefined;
      else if (line === '-- PostgreSQL database cluster dump') cluster ??= offset;
      else if (line === '-- PostgreSQL database cluster dump complete') cluster = database = undefined;
      else if (line.startsWith('\\restrict ')) key = keyOf(line);
      else if (line.startsWith('\\unrestrict ') && key !== undefined) {
        const found = keyOf(line);
        // Part of the key is a last line that was cut.
        if (found !== key && key.startsWith(found)) return;
        if (found !== key) wrong ??= broken(`the key of \\unrestrict at ${offset} is not that of \\restrict`);
        key = undefined;
      }
    },
    256,
    '-\\',
  );
  return {
    update(bytes) {
      statements.update(bytes);
      lines.update(bytes);
    },
    end(size) {
      lines.end();
      if (database !== undefined || cluster !== undefined) {
        const [what, from] = cluster === undefined ? ['database', database] : ['database cluster', cluster];
        return cut(
          `ends at ${size}, without "PostgreSQL ${what} dump complete" for the dump begun at ${from}`,
        );
      }
      if (isKeyed && key !== undefined)
        return cut(`ends at ${size}, without the \\unrestrict of its \\restrict`);
      return wrong ?? (!isKeyed || statements.found() ? SOUND : WITHOUT_STATEMENT);
    },
  };
}

function keyOf(line: string): string {
  return line.slice(line.indexOf(' ') + 1).trim();
}
