import { createReadStream } from 'node:fs';
import type { ExitCode } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { replay } from '../../report/replay.ts';
import type { ReplayFlags } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { faultEvent } from '../journal/fault-event.ts';
import { historyBeside } from '../journal/history.ts';
import { openReports, type Reports } from '../output/reports.ts';
import { systemContext } from '../run-context.ts';
import { openScreen, type Screen } from '../screen.ts';

/**
 * Renders the runs of journals as reports, one journal after the other. Returns the worst exit code of the runs: 3 for a
 * run without an end or a damaged journal, 2 if a journal does not exist or has no run.
 */
export async function reportJournals(named: readonly string[], flags: ReplayFlags): Promise<ExitCode> {
  const files = await findRoots(named);
  const screen = await openScreen(flags.color);
  const context = systemContext();
  const [first] = files;
  const reports = await openReports(flags, {
    screen,
    id: context.id,
    isReplay: true,
    history: () => historyBeside(files),
    ...(files.length === 1 && first !== undefined ? { replayed: first } : {}),
  });
  const codes: ExitCode[] = [];
  try {
    for (const file of files) codes.push(await replayJournal(file, reports, screen));
  } finally {
    const faults = reports.finish((fault) => faultEvent(fault, { command: 'report', root: '', context }));
    codes.push(...faults.map(({ exit }) => exit));
  }
  return worst(codes);
}

async function replayJournal(file: string, reports: Reports, screen: Screen): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  let running: string | undefined;
  let runs = 0;
  const close = (): void => {
    if (running === undefined) return;
    screen.warn(`${file}: the run of ${running} did not finish: it was killed`);
    codes.push(3);
    running = undefined;
  };
  try {
    for await (const replayed of replay(createReadStream(file))) {
      if (replayed.is !== 'event') {
        const what = replayed.is === 'cut' ? 'the journal was cut off here' : 'damaged or altered';
        screen.warn(`${file}:${replayed.line}: ${replayed.because} (${what})`);
        codes.push(3);
        continue;
      }
      const { event } = replayed;
      if (event.type === 'begin') {
        close();
        running = event.root;
        runs += 1;
      } else if (event.type === 'end' || event.type === 'fault') {
        codes.push(event.exit);
        if (event.type === 'end' || event.root === running) running = undefined;
        if (event.type === 'fault') runs += 1;
      }
      reports.on(event);
    }
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    throw new Fault(
      2,
      `${file}: cannot read the journal (${why})`,
      'name journals, files of events as --json writes them',
      error,
    );
  }
  close();
  if (runs === 0)
    screen.error(`${file}: no run found`, 'name journals, files of events as --json writes them');
  return worst(runs === 0 ? [...codes, 2] : codes);
}
