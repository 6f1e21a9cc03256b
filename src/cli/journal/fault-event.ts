import { faultOf } from '../../disk/system-fault.ts';
import type { RunContext } from '../../engine/run.ts';
import type { FaultEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';

/** The root of a run; '' for the command itself. */
export type RunningRoot = { readonly command: string; readonly root: string; readonly context: RunContext };

/** Returns the event of a fault, for journal and reports. */
export function faultEvent(fault: Fault, { command, root, context }: RunningRoot): FaultEvent {
  const { tool, id, host } = context;
  const { exit, message, hint } = fault;
  return {
    type: 'fault',
    tool,
    id,
    command,
    root,
    host,
    at: context.now().toISOString(),
    exit,
    message,
    hint,
  };
}

/** Returns the fault that any error is: one of the system, or a bug; the run is incomplete. */
export function faultOfRun(error: unknown): Fault {
  const fault = faultOf(error);
  if (fault !== undefined) return fault;
  const why = error instanceof Error ? error.message : String(error);
  return new Fault(3, `this is a bug: ${why}`, 'run it again; if it happens again, report it', error);
}
