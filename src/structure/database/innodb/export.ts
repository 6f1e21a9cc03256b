import { latin1At, u32be } from '../../kit/read-int.ts';
import type { Structure } from '../../kit/structure.ts';

const LATEST_VERSION = 100;
const LONGEST_NAME = 1024;
const PRINTABLE = /^[\x20-\x7e]+\0$/;

/** What FLUSH TABLES FOR EXPORT writes next to a tablespace (row0quiesce.cc): a version, the host, the table. */
export const innodbExport: Structure = {
  name: 'innodb-export',
  traits: [],
  extensions: [],
  starts: '\0',
  recognises: (head) => {
    const version = u32be(head, 0);
    const host = nameAt(head, 4);
    if (!(version >= 1 && version <= LATEST_VERSION) || host === undefined) return false;
    // Two 64-bit numbers may lie between them.
    return [0, 8].some((more) => nameAt(head, 8 + host.length + more)?.includes('/') === true);
  },
};

/** Reads a name preceded by its length and terminated by a NUL. */
function nameAt(head: Uint8Array, at: number): string | undefined {
  const length = u32be(head, at);
  if (!(length > 1 && length <= LONGEST_NAME)) return undefined;
  const name = latin1At(head, at + 4, length);
  return name.length === length && PRINTABLE.test(name) ? name : undefined;
}
