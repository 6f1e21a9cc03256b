/** The system calls of a run that open or change files, as strace sees them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, type Place, PROGRAM, type Ran } from './program.ts';

/** One call: its name, the paths it was given, those below a descriptor as the path of that, and its arguments as text. */
export type Call = { readonly name: string; readonly paths: readonly string[]; readonly text: string };

const CHANGING = [
  'rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat',
  'truncate,chmod,fchmodat,chown,lchown,fchownat,utimensat,utimes,setxattr,lsetxattr,removexattr',
];
const OPENING = 'open,openat,openat2,creat';

/** Runs the program under strace; only calls with an absolute path are told, for the program makes no others. */
export async function traced(
  args: readonly string[],
  place: Place = {},
): Promise<Ran & { readonly calls: readonly Call[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'restorable-trace-'));
  try {
    const log = join(directory, 'calls');
    const trace = `trace=${[OPENING, ...CHANGING].join(',')}`;
    const strace = ['-f', '-qq', '-y', '-o', log, '-e', trace, process.execPath, PROGRAM, ...args];
    const ran = await execute('strace', strace, place);
    const descriptors = new Map<string, string>();
    const lines = readFileSync(log, 'utf8').split('\n');
    return { ...ran, calls: lines.flatMap((line) => parseCall(line, descriptors)) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What a call gives, `= 7</path>`, is what `/proc/PID/fd/7/` means from then on, also where the call was resumed. */
function parseCall(line: string, descriptors: Map<string, string>): Call[] {
  const [, descriptor, target] = /\) += (\d+)<(.*)>$/.exec(line) ?? [];
  if (descriptor !== undefined && target !== undefined) descriptors.set(descriptor, target);
  const [, name, text] = /^\d+ +(\w+)\((.*)/.exec(line) ?? [];
  if (name === undefined || text === undefined) return [];
  const paths = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) =>
    resolved(match[1] ?? '', descriptors),
  );
  return [{ name, paths, text }];
}

function resolved(path: string, descriptors: ReadonlyMap<string, string>): string {
  const [, descriptor = '', rest = ''] = /^\/proc\/\d+\/fd\/(\d+)\/(.*)$/.exec(path) ?? [];
  const directory = descriptors.get(descriptor);
  if (directory === undefined) return path;
  return rest === '.' ? directory : `${directory === '/' ? '' : directory}/${rest}`;
}

/** Everything that was opened. */
export function opened(calls: readonly Call[]): string[] {
  return calls.filter(({ name }) => OPENING.split(',').includes(name)).flatMap(({ paths }) => paths);
}

/** Everything that was changed, or opened in order to be. */
export function changed(calls: readonly Call[]): string[] {
  return calls
    .filter(({ name, text }) =>
      OPENING.split(',').includes(name) ? /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|^creat/.test(text) : true,
    )
    .flatMap(({ paths }) => paths);
}
