import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { BeginEvent, ExitCode, RunEvent } from '../../model/event.ts';
import { nagios } from '../../report/formats/nagios.ts';
import { PLAIN, type ReportStyle } from '../../report/reporter.ts';
import { describeAlarm } from '../../report/scope-text.ts';
import type { Screen } from '../screen.ts';
import { openNotifier } from './systemd-notify.ts';

/** The flags that notify others of a command. */
export type MonitorFlags = { readonly ping?: string; readonly execOnFailure?: string };

/** Receives the events of a command, and notifies others how it ended. */
export type Monitors = { on(event: RunEvent): void; finish(exit: ExitCode): Promise<void> };

const TIMEOUT_MS = 10_000;
const TRIES = 3;

/**
 * Notifies a monitor when a command begins and ends, in the protocol of healthchecks.io (`URL/start`, `URL`, `URL/fail`),
 * and the service manager; runs the user's command after a failure. A run that looked at less than an earlier one that failed
 * is no success to a monitor. None of this changes the verdict: problems are
 * warnings.
 */
export async function openMonitors(
  { ping, execOnFailure }: MonitorFlags,
  screen: Screen,
  alarmBeside?: ReportStyle['alarmBeside'],
): Promise<Monitors> {
  const notifier = openNotifier();
  if (ping === undefined && execOnFailure === undefined) return notifier ?? { on() {}, async finish() {} };
  let summary = '';
  let begin: BeginEvent | undefined;
  const alarms: string[] = [];
  const out = { write: (text: string): void => void (summary += text) };
  const running = nagios.start(out, { paint: PLAIN, limit: 5, isTalkative: true });
  const rid = randomUUID();
  const send = async (suffix: string, body: string): Promise<void> => {
    const why = ping === undefined ? undefined : await post(pingUrl(ping, suffix, rid), body);
    if (why !== undefined) screen.warn(`cannot send the ping: ${why}`);
  };
  await send('/start', '');
  return {
    on(event) {
      notifier?.on(event);
      running.on(event);
      if (event.type === 'begin') begin = event;
      const alarm = event.type === 'end' && begin !== undefined ? alarmBeside?.(begin, event) : undefined;
      if (alarm !== undefined) alarms.push(describeAlarm(alarm));
    },
    async finish(exit) {
      running.finish?.();
      const standing = alarms.map((line) => `${line}\n`).join('');
      const text = `exit ${exit}\n${standing}${summary}`;
      await send(exit === 0 && alarms.length === 0 ? '' : '/fail', text);
      if (exit !== 0 && execOnFailure !== undefined) {
        const why = await run(execOnFailure, exit, text);
        if (why !== undefined) screen.warn(`--exec-on-failure: ${why}`);
      }
      await notifier?.finish();
    },
  };
}

function pingUrl(ping: string, suffix: string, rid: string): URL {
  const url = new URL(ping);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${suffix}`;
  url.searchParams.set('rid', rid);
  return url;
}

/** Sends a ping; returns why it could not be sent, or undefined. */
async function post(url: URL, body: string): Promise<string | undefined> {
  let why = '';
  for (let i = 0; i < TRIES; i++) {
    try {
      const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      await response.arrayBuffer();
      if (response.ok) return undefined;
      why = `${url.host} answered ${response.status}`;
      if (response.status < 500) break;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      why = `${url.host}: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
  }
  return why;
}

/** Runs a command with the summary on its stdin and its output on stderr; returns why it failed, or undefined. */
function run(command: string, exit: ExitCode, summary: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, RESTORABLE_EXIT: String(exit) };
    const child = spawn('/bin/sh', ['-c', command], { env, stdio: ['pipe', process.stderr, process.stderr] });
    child.stdin.on('error', () => {});
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `the command ended with ${signal ?? code}`),
    );
    child.stdin.end(summary);
  });
}
