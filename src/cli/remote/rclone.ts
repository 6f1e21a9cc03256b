/** The only place that starts rclone. It ends with this process, however that ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/**
 * A shell between both: rclone is stopped when the pipe to its stdin closes, which the system does also where this process is
 * killed. The shell ends as rclone does.
 */
const WITH_US = `exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
{ read -r _ <&3; kill "$child" 2>/dev/null; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$child"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/** The lines of stderr that are kept. */
const MOST_LINES = 20;

/**
 * What a user may have set for copies and would hide files here, or the messages that are read. Names of the backends' own options
 * are longer.
 */
const HIDING =
  /^RCLONE_(?:EXCLUDE|INCLUDE|FILTER|FILES_FROM|IGNORE|MAX_(?:AGE|SIZE|DEPTH)|MIN_(?:AGE|SIZE)|METADATA_(?:EXCLUDE|INCLUDE|FILTER)|HASH_FILTER|DELETE_EXCLUDED)/;
const MUTING = new Set([
  'RCLONE_LOG_FILE',
  'RCLONE_LOG_LEVEL',
  'RCLONE_LOG_FORMAT',
  'RCLONE_USE_JSON_LOG',
  'RCLONE_SYSLOG',
  'RCLONE_QUIET',
  'RCLONE_VERBOSE',
  'RCLONE_PROGRESS',
  'RCLONE_STATS',
  'RCLONE_DRY_RUN',
  'RCLONE_INTERACTIVE',
  'RCLONE_RC',
  'RCLONE_USER',
  'RCLONE_PASS',
  'RCLONE_HTPASSWD',
  'RCLONE_ADDR',
  'RCLONE_BASEURL',
  'RCLONE_TEMPLATE',
  'RCLONE_ASK_PASSWORD',
]);

/** What rclone does in a run: it reads only, lists links as what they are and never follows one. */
const OURS = {
  RCLONE_LOCAL_LINKS: 'true',
  RCLONE_SFTP_SKIP_LINKS: 'true',
  RCLONE_FTP_SKIP_LINKS: 'true',
  // Without a terminal there is nobody to ask for the password of its configuration.
  RCLONE_ASK_PASSWORD: 'false',
};

/** How long rclone tries by itself, where the user said nothing: minutes a file are too long where a server is gone. */
const PATIENCE = {
  RCLONE_LOW_LEVEL_RETRIES: '2',
  RCLONE_CONTIMEOUT: '15s',
  RCLONE_TIMEOUT: '60s',
};

/** A running rclone. */
export type Rclone = {
  readonly child: ChildProcess;
  /** The last lines that it wrote to stderr. */
  readonly lines: readonly string[];
  /** Settles when it ended, with its exit code, or the error that kept it from starting. */
  readonly ended: Promise<number | Error>;
  stop(): void;
};

/** Starts rclone with arguments, and more in its environment than in that of this process. */
export function startRclone(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Rclone {
  const child = spawn('/bin/sh', ['-c', WITH_US, 'sh', 'rclone', ...args], {
    env: { ...PATIENCE, ...cleaned(process.env), ...OURS, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  onLines(child.stderr, (line) => {
    if (/ NOTICE: Config file ".*" not found/.test(line)) return;
    lines.push(line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, ''));
    if (lines.length > MOST_LINES) lines.shift();
  });
  child.stdin.on('error', () => {});
  const ended = new Promise<number | Error>((resolve) => {
    child.on('error', resolve);
    child.on('close', (code) => resolve(code ?? -1));
  });
  return { child, lines, ended, stop: () => child.stdin.destroy() };
}

/** Runs rclone to its end, and returns what it wrote. */
export async function runRclone(
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string; readonly lines: readonly string[] }> {
  const { child, lines, ended } = startRclone(args);
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => void parts.push(part));
  const code = await ended;
  if (typeof code !== 'number') throw code;
  return { code, text: Buffer.concat(parts).toString('utf8'), lines };
}

/** Calls `on` with each line of a stream; nothing is held but a line. */
export function onLines(stream: NodeJS.ReadableStream | null, on: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream?.on('data', (part: Buffer) => {
    const lines = (rest + decoder.write(part)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) on(line);
  });
  stream?.on('end', () => {
    if (rest !== '') on(rest);
    rest = '';
  });
}

function cleaned(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !HIDING.test(name) && !MUTING.has(name)),
  );
}
