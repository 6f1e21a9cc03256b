import { spawn } from 'node:child_process';
import type { RunEvent } from '../../model/event.ts';
import { describeEnding, outcome } from '../../report/run-splitter.ts';
import { clip, visible } from '../../report/text.ts';
import { progressLine } from '../screen.ts';

/** Reports the progress of a command to the service manager, without effect on the command. */
export type Notifier = { on(event: RunEvent): void; finish(): Promise<void> };

const PROGRAM = 'systemd-notify';
/** A little less than the time between two progress events without a terminal. */
const STATUS_MS = 29_000;
const TIMEOUT_MS = 5000;
const MOST_CHARS = 300;

/**
 * Opens sd_notify(3): readiness, status and watchdog of a service. Returns undefined without NOTIFY_SOCKET. Node cannot
 * write to such a socket, so `systemd-notify` does, one process at a time with a timeout; if it is missing, nothing is
 * sent.
 */
export function openNotifier(): Notifier | undefined {
  const { env } = process;
  if ((env['NOTIFY_SOCKET'] ?? '') === '') return undefined;
  const waiting = new Map<string, string>();
  let sending: Promise<void> | undefined;
  let isOver = false;
  let running = '';
  let notifiedAt = 0;

  const notify = (news: Readonly<Record<string, string>>): void => {
    if (isOver) return;
    for (const [name, value] of Object.entries(news)) waiting.set(name, value);
    sending ??= sendAll();
  };
  /** Replaces the previous status, sent or not. */
  const notifyStatus = (status: string): void => {
    notifiedAt = Date.now();
    notify({ STATUS: clip(visible(status), MOST_CHARS) });
  };
  async function sendAll(): Promise<void> {
    while (waiting.size > 0 && !isOver) {
      const news = [...waiting].map(([name, value]) => `${name}=${value}`);
      waiting.clear();
      if (!(await send(news).catch(() => false))) isOver = true;
    }
    sending = undefined;
  }

  notify({ READY: '1' });
  const every = watchdogMs(env['WATCHDOG_USEC']);
  const watchdog = every === undefined ? undefined : setInterval(() => notify({ WATCHDOG: '1' }), every);
  watchdog?.unref();
  return {
    on(event) {
      if (event.type === 'begin' || event.type === 'fault') running = `${event.command} ${event.root}`;
      if (event.type === 'begin') {
        notifyStatus(running);
      } else if (event.type === 'progress') {
        if (Date.now() - notifiedAt >= STATUS_MS)
          notifyStatus(`${running}: ${progressLine(event, MOST_CHARS)}`);
      } else if (event.type === 'end' || event.type === 'fault')
        notifyStatus(`${running}: ${outcome(event)}: ${describeEnding(event)}`);
    },
    async finish() {
      clearInterval(watchdog);
      notify({ STOPPING: '1' });
      await sending;
    },
  };
}

/** Returns how often to notify the watchdog, in ms: twice within its timeout, which is in microseconds. */
function watchdogMs(microseconds: string | undefined): number | undefined {
  const all = Number(microseconds);
  return all > 0 ? Math.max(500, all / 2000) : undefined;
}

/** Sends one message; returns false if the program is missing or hangs. */
function send(news: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(PROGRAM, news, { stdio: 'ignore', timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
    child.on('error', () => resolve(false));
    child.on('close', (_, signal) => resolve(signal === null));
  });
}
