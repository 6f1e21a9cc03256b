import { createReadStream } from 'node:fs';
import type { ExitCode } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { replay } from '../../report/replay.ts';
import type { OutputFlags } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { historyBeside } from '../journal/history.ts';
import { openReports, type Reports } from '../output/reports.ts';
import { systemContext } from '../run-context.ts';
import { openScreen, type Screen } from '../screen.ts';

/**
 * Tells the runs of journals to reports, one journal after the other. The worst exit code of the runs back: 3 for one
 * without an end and for a damaged journal, 2 where a journal is not there or has no run.
 */
export async function reportJournals(named: readonly string[], flags: OutputFlags): Promise<ExitCode> {
  const files = await findRoots(named);
  const screen = await openScreen(flags.color);
  const [first] = files;
  const reports = await openReports(
    { ...flags, verbose: true },
    {
      screen,
      id: systemContext().id,
      tellsFaults: true,
      history: () => historyBeside(files),
      ...(files.length === 1 && first !== undefined ? { replayed: first } : {}),
    },
  );
  const codes: ExitCode[] = [];
  try {
    for (const file of files) codes.push(await tellJournal(file, reports, screen));
  } finally {
    reports.finish();
  }
  return worst(codes);
}

async function tellJournal(file: string, reports: Reports, screen: Screen): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  let running: string | undefined;
  let runs = 0;
  const close = (): void => {
    if (running === undefined) return;
    screen.warn(`${file}: the run of ${running} has no end: it was killed`);
    codes.push(3);
    running = undefined;
  };
  try {
    for await (const replayed of replay(createReadStream(file))) {
      if (replayed.is !== 'event') {
        const what = replayed.is === 'cut' ? 'it was cut here' : 'it was damaged or changed';
        screen.warn(`${file}:${replayed.line}: this line ${replayed.because}: ${what}`);
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
      'name files with journals of runs',
      error,
    );
  }
  close();
  if (runs === 0)
    screen.error(`${file}: there is no run in it`, 'name journals: files of events, as --json writes');
  return worst(runs === 0 ? [...codes, 2] : codes);
}
