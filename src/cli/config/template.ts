import { basename } from 'node:path';
import { SET_NAME } from './schema.ts';

/** Returns a commented configuration file with a set for each of some absolute paths. */
export function configTemplate(roots: readonly string[]): string {
  const names = new Set<string>();
  const sets = roots.map((root) => {
    const name = freeName(basename(root), names);
    names.add(name);
    return `    ${JSON.stringify(name)}: {
      "roots": [${JSON.stringify(root)}]
      // , "exclude": ["*.tmp", "cache/"]
      // , "maxSealAge": "26h"          fail if the backup was not sealed since yesterday
      // , "maxAge": "26h"              fail if no file in it is newer
    }`;
  });
  return `// Backup sets of restorable. Check it: restorable config check FILE. Every key: restorable config schema.
{
  "defaults": {
    "lockWait": "1h"
    // , "report": ["html:/var/www/backup/{set}.html"]
    // , "ping": "https://ping.example.org/KEY/{set}"
  },
  "sets": {
${sets.join(',\n')}
  }
}
`;
}

/** Returns a name that a set may have and that is not taken. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted
    .replaceAll(/[^\w.-]/g, '-')
    .replace(/^[^A-Za-z\d]+/, '')
    .slice(0, 56);
  const name = new RegExp(SET_NAME).test(plain) ? plain : 'backup';
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
  return free;
}
