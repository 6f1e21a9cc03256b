import type { Reporter } from '../reporter.ts';

const PROGRESS_EVERY_SECONDS = 30;

/** JSON Lines: every event unchanged, progress at most every 30 seconds. Journals are written with it. */
export const jsonl: Reporter = {
  name: 'jsonl',
  about: 'every event as one line of JSON',
  start(out) {
    let lastProgress = 0;
    return {
      on(event) {
        if (event.type === 'begin') lastProgress = 0;
        if (event.type === 'progress') {
          if (event.seconds - lastProgress < PROGRESS_EVERY_SECONDS) return;
          lastProgress = event.seconds;
        }
        out.write(`${JSON.stringify(event)}\n`);
      },
    };
  },
};
