/** The signals that ask the program to stop; SIGHUP, of a terminal that was closed, is handled like SIGTERM. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The run that is stopped by a signal; none before the first and after the last. */
const current: { controller?: AbortController | undefined; isHandling: boolean } = { isHandling: false };

/**
 * Handles the signals from now on: one stops the run that catches them, and exits with 130 or 143 where none does or a second
 * one comes. An exit of the process lets it remove its temporary files, which the death by a signal does not.
 */
export function handleSignals(): void {
  if (current.isHandling) return;
  current.isHandling = true;
  for (const name of STOPPING) process.on(name, stop);
}

function stop(name: NodeJS.Signals): void {
  const { controller } = current;
  if (controller === undefined) process.exit(name === 'SIGINT' ? 130 : 143);
  if (controller.signal.aborted) endAtOnce(name);
  controller.abort(name === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
}

/**
 * Ends the process where a thread hangs in a read, for which an exit would wait for ever: by the signal itself, once everything
 * that an exit does is done.
 */
function endAtOnce(name: NodeJS.Signals): never {
  process.once('exit', () => {
    process.off(name, stop);
    process.kill(process.pid, name);
  });
  process.exit(name === 'SIGINT' ? 130 : 143);
}

/** Turns signals into an AbortSignal that stops a run at the next file, with SIGINT or SIGTERM as its reason. */
export function catchSignals(): { readonly signal: AbortSignal; release(): void } {
  handleSignals();
  const controller = new AbortController();
  current.controller = controller;
  return {
    signal: controller.signal,
    release() {
      if (current.controller === controller) current.controller = undefined;
    },
  };
}
