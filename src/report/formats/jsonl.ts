import type { Reporter } from '../reporter.ts';

const PROGRESS_EVERY_SECONDS = 30;

/** JSON Lines: every event as it is, progress at most every 30 seconds. This is the journal. */
export const jsonl: Reporter = {
  name: 'jsonl',
  about: 'every event as one line of JSON',
  start(out) {
    let told = 0;
    return {
      on(event) {
        if (event.type === 'begin') told = 0;
        if (event.type === 'progress') {
          if (event.seconds - told < PROGRESS_EVERY_SECONDS) return;
          told = event.seconds;
        }
        out.write(`${JSON.stringify(event)}\n`);
      },
    };
  },
};
