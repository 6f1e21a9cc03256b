/** How much work a call does, counted and not timed, so that a busy machine changes nothing. */
import { type Profiler, Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');
// From the import on: only functions that are compiled after this count their branches and the rounds of their loops.
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Returns how often blocks of the own sources are executed during a call: functions, branches, rounds of loops. */
export function stepsOf(work: () => unknown): number {
  takeSteps();
  work();
  return takeSteps();
}

/** Returns the steps since the last time that they were taken. */
function takeSteps(): number {
  let steps = 0;
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    steps = executions(result);
  });
  return steps;
}

function executions(scripts: readonly Profiler.ScriptCoverage[]): number {
  const own = scripts.filter(({ url }) => url.includes('/src/'));
  const ranges = own.flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}
