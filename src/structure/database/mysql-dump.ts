import { exactProbe } from '../kit/exact-reader.ts';
import { createLines } from '../kit/lines.ts';
import { latin1At } from '../kit/read-int.ts';
import { createStatements } from '../kit/statements.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { asWarning, broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const BEFORE =
  /^(?:(?:mysqldump|mariadb-dump): .*\r?\n|\/\*M?!999999\\- enable the sandbox mode \*\/ *\r?\n)*/;
const HEAD = /^-- (?:MySQL|MariaDB) dump (\d+)\.(\d+)/;
const BARE_HEAD = /^\s*\/\*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT \*\/;/;
/** What makes a database of it: all but settings, and the creation of the database itself. */
const STATEMENT =
  /^(?:\/\*M?!\d* *)?(?:ALTER|BINLOG|CALL|CHANGE|CREATE(?! DATABASE)|DELIMITER|GRANT|HANDLER|INSERT|LOAD|LOCK|RENAME|REPLACE|UPDATE)\b/i;
const WITHOUT_STATEMENT = asWarning(broken('no statement between its head and its end marker: 0 tables'));
const ERROR = /^(?:mysqldump|mariadb-dump): (?:Got error|Error|Couldn't|Unknown)/;

/**
 * A dump of MySQL or MariaDB in SQL: one that begins with comments must have `-- Dump completed` (written since
 * mysqldump 10.11); one made with --skip-comments restores `@OLD_SQL_NOTES`; one with --compact has neither and stays
 * unknown; one without a statement is of a database without a table, or of none. Rows may contain any byte but NUL, so it does not count as text.
 */
export const mysqlDump: Structure = {
  name: 'mysql-dump',
  starts: 'm/- \xa0\t\n\v\f\r',
  traits: [],
  extensions: ['sql'],
  recognises(head) {
    const text = startOf(head);
    return HEAD.test(text) || BARE_HEAD.test(text);
  },
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      const dump = createDump(startOf(head));
      let firstNul = -1;
      const size = yield* reader.readToEnd((bytes) => {
        const nul = firstNul < 0 ? bytes.indexOf(0) : -1;
        if (nul >= 0) firstNul = reader.offset - bytes.length + nul;
        dump.update(bytes);
      });
      return firstNul >= 0 ? broken(`a NUL at ${firstNul}, which mysqldump writes as \\0`) : dump.end(size);
    }),
};

function createDump(start: string): { update(bytes: Buffer): void; end(size: number): StructureVerdict } {
  const [, major, minor] = HEAD.exec(start) ?? [];
  const isOld = Number(major) < 10 || (Number(major) === 10 && Number(minor) < 11);
  const hasMarker = major !== undefined && !isOld;
  let isOpen = hasMarker;
  let hasNotes = false;
  const statements = createStatements(STATEMENT);
  let wrong: StructureVerdict | undefined;
  const lines = createLines(
    (line, offset) => {
      if (HEAD.test(line)) isOpen = hasMarker;
      else if (line.startsWith('-- Dump completed')) isOpen = false;
      else if (/^\/\*!\d+ SET @OLD_SQL_NOTES=@@SQL_NOTES\b/.test(line)) hasNotes = true;
      else if (/^\/\*M?!\d+ SET SQL_NOTES=/.test(line)) hasNotes = false;
      else if (ERROR.test(line)) wrong ??= broken(`the dump tool reported at ${offset}: ${line}`);
    },
    256,
    '-/m',
  );
  return {
    update(bytes) {
      statements.update(bytes);
      lines.update(bytes);
    },
    end(size) {
      lines.end();
      if (wrong !== undefined) return wrong;
      if (isOpen) return cut(`ends at ${size}, without "-- Dump completed"`);
      if (hasMarker) return statements.found() ? SOUND : WITHOUT_STATEMENT;
      if (hasNotes) return cut(`ends at ${size}, without restoring the SQL_NOTES that it saved at its start`);
      return major === undefined && BARE_HEAD.test(start) && /SET @OLD_SQL_NOTES=/.test(start)
        ? SOUND
        : UNKNOWN;
    },
  };
}

function startOf(head: Uint8Array): string {
  return latin1At(head, 0, 4096).replace(BEFORE, '');
}
