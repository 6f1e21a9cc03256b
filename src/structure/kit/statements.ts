import { createLines } from './lines.ts';

/** Searches a dump for a first line that makes something of a database; nothing is read after it. */
export type Statements = { readonly update: (bytes: Buffer) => void; readonly found: () => boolean };

/** Creates a search for a line that `isStatement` matches in its first 64 bytes. */
export function createStatements(isStatement: RegExp): Statements {
  let isFound = false;
  const lines = createLines((line) => (isFound ||= isStatement.test(line)), 64);
  return {
    update(bytes) {
      if (!isFound) lines.update(bytes);
    },
    found() {
      if (!isFound) lines.end();
      return isFound;
    },
  };
}
