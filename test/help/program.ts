/** The built program and other tools, run as a person runs them: a process of its own, killed where it hangs. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FindingEvent, RunEvent } from '../../src/model/event.ts';

/** The program as it is installed. */
export const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));

/** How a process ended, and what it said. */
export type Ran = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Where and with what a process runs. */
export type Place = {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** After so many milliseconds it hangs: it is killed with all its children, and the promise is rejected. */
  readonly within?: number;
};

const WITHIN = 30_000;

/** Runs a command to its end. */
export function execute(command: string, args: readonly string[], place: Place = {}): Promise<Ran> {
  const { cwd, env = process.env, within = WITHIN } = place;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let isHanging = false;
    const timer = setTimeout(() => {
      isHanging = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, within);
    child.stdout.on('data', (chunk: Buffer) => said.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (isHanging) {
        reject(new Error(`did not end within ${within} ms: ${[command, ...args].join(' ')}`));
        return;
      }
      const [stdout, stderr] = [said.stdout, said.stderr].map((chunks) => Buffer.concat(chunks).toString());
      resolve({ code, signal, stdout: stdout ?? '', stderr: stderr ?? '' });
    });
  });
}

/** Runs the program without a journal. */
export function restorable(args: readonly string[], place: Place = {}): Promise<Ran> {
  return execute(process.execPath, [PROGRAM, ...args, '--no-journal'], place);
}

/** What a run with `--json` said: its events, its findings as `code path`, and its exit code. */
export type Told = {
  readonly code: number | null;
  readonly events: readonly RunEvent[];
  readonly findings: readonly string[];
};

/** Runs the program with `--json`. */
export async function told(args: readonly string[], place: Place = {}): Promise<Told> {
  const { code, stdout, stderr } = await restorable([...args, '--json'], place);
  if (stderr !== '') throw new Error(`stderr: ${stderr}`);
  const events = parseEvents(stdout);
  return { code, events, findings: events.filter(isFinding).map(nameFinding) };
}

/** The events of JSON Lines; throws where a line is cut. */
export function parseEvents(text: string): RunEvent[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error(`the last line is cut: ${text.slice(-100)}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): RunEvent => JSON.parse(line));
}

/** A finding as `code path`, the path one char a byte. */
export function nameFinding({ code, path, pathBytes }: FindingEvent): string {
  const bytes = pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64');
  return `${code} ${bytes.toString('latin1')}`;
}

/** For `events.filter(isFinding)`. */
export function isFinding(event: RunEvent): event is FindingEvent {
  return event.type === 'finding';
}
