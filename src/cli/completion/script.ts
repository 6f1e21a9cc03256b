import { commandTable } from '../arguments/command-table.ts';
import { makeProgram } from '../program/program.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { loadOffers } from './offers.ts';
import { zshCompletion } from './zsh.ts';

/** The script that completes the program in a shell: `bash`, `zsh`, or else fish. */
export async function completionScript(shell: string): Promise<string> {
  const table = commandTable(await makeProgram(() => {}));
  const offers = await loadOffers(table);
  if (shell === 'bash') return bashCompletion(table, offers);
  return shell === 'zsh' ? zshCompletion(table, offers) : fishCompletion(table, offers);
}
