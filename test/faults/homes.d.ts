/** The trees of a command, and what the program is run with. */
export type FaultHome = {
  readonly name: string;
  readonly home: string;
  readonly root: string;
  /** Puts everything back as it was. */
  fresh(): void;
};

export const COMMAND_NAMES: readonly string[];
export function makeHome(directory: string, name: string): FaultHome;
