import { spawn } from 'node:child_process';
import type { RunEvent } from '../../model/event.ts';
import { describeEnding, outcome } from '../../report/run-splitter.ts';
import { clip, visible } from '../../report/text.ts';
import { progressLine } from '../screen.ts';

/** Tells the service manager how a command goes; nothing of it changes what the command does. */
export type Notifier = { on(event: RunEvent): void; finish(): Promise<void> };

const PROGRAM = 'systemd-notify';
/** A little less than the time between two events of progress where nobody watches. */
const STATUS_MS = 29_000;
const TIMEOUT_MS = 5000;
const MOST_CHARS = 300;

/**
 * Opens what tells systemd by sd_notify(3) that a service is up, how far it is and that it lives, where NOTIFY_SOCKET says
 * that somebody listens; undefined where nobody does. Node cannot write to such a socket, so `systemd-notify` does, one at
 * a time and not for long; where that is not there nothing is told.
 */
export function openNotifier(): Notifier | undefined {
  const { env } = process;
  if ((env['NOTIFY_SOCKET'] ?? '') === '') return undefined;
  const waiting = new Map<string, string>();
  let sending: Promise<void> | undefined;
  let isOver = false;
  let running = '';
  let toldAt = 0;

  const tell = (news: Readonly<Record<string, string>>): void => {
    if (isOver) return;
    for (const [name, value] of Object.entries(news)) waiting.set(name, value);
    sending ??= sendAll();
  };
  /** A status replaces the one before it, sent or not. */
  const tellStatus = (status: string): void => {
    toldAt = Date.now();
    tell({ STATUS: clip(visible(status), MOST_CHARS) });
  };
  async function sendAll(): Promise<void> {
    while (waiting.size > 0 && !isOver) {
      const news = [...waiting].map(([name, value]) => `${name}=${value}`);
      waiting.clear();
      if (!(await send(news).catch(() => false))) isOver = true;
    }
    sending = undefined;
  }

  tell({ READY: '1' });
  const every = watchdogMs(env['WATCHDOG_USEC']);
  const watchdog = every === undefined ? undefined : setInterval(() => tell({ WATCHDOG: '1' }), every);
  watchdog?.unref();
  return {
    on(event) {
      if (event.type === 'begin' || event.type === 'fault') running = `${event.command} ${event.root}`;
      if (event.type === 'begin') {
        tellStatus(running);
      } else if (event.type === 'progress') {
        if (Date.now() - toldAt >= STATUS_MS) tellStatus(`${running}: ${progressLine(event, MOST_CHARS)}`);
      } else if (event.type === 'end' || event.type === 'fault')
        tellStatus(`${running}: ${outcome(event)}: ${describeEnding(event)}`);
    },
    async finish() {
      clearInterval(watchdog);
      tell({ STOPPING: '1' });
      await sending;
    },
  };
}

/** How often the watchdog must hear of us, in ms: twice in its time, which it says in microseconds. */
function watchdogMs(microseconds: string | undefined): number | undefined {
  const all = Number(microseconds);
  return all > 0 ? Math.max(500, all / 2000) : undefined;
}

/** Sends one message; false where there is no program to do it, or where it hangs. */
function send(news: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(PROGRAM, news, { stdio: 'ignore', timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
    child.on('error', () => resolve(false));
    child.on('close', (_, signal) => resolve(signal === null));
  });
}
