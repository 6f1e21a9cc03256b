import type { RunContext } from '../../engine/run.ts';
import type { FaultEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';

/** The root that is run; '' is the command itself. */
export type RunningRoot = { readonly command: string; readonly root: string; readonly world: RunContext };

/** A fault as journal and reports are told of it. */
export function faultEvent(fault: Fault, { command, root, world }: RunningRoot): FaultEvent {
  const { tool, id, host } = world;
  const { exit, message, hint } = fault;
  return { type: 'fault', tool, id, command, root, host, at: world.now().toISOString(), exit, message, hint };
}

/** What is no fault is a bug, and whatever it was, the run was not whole. */
export function bugFault(error: unknown): Fault {
  const why = error instanceof Error ? error.message : String(error);
  return new Fault(3, `this is a bug: ${why}`, 'run it again; where it stays, report it', error);
}
