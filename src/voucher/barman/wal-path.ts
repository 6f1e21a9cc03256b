import { type BytePath, join } from '../../model/path.ts';

const HASHED = 16;

/** Returns where Barman keeps a file of the write-ahead log, below the directory of its server: all but histories by their first half. */
export function walPath(server: BytePath, name: string): BytePath {
  const directory = name.endsWith('.history') ? 'wals' : `wals/${name.slice(0, HASHED)}`;
  return join(server, `${directory}/${name}`);
}
