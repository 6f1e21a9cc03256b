import { commandTable } from './command-table.ts';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { loadOffers } from './completion-offers.ts';
import { zshCompletion } from './completion-zsh.ts';
import { makeProgram } from './program.ts';

/** The script that completes the program in a shell: `bash`, `zsh`, or else fish. */
export async function completionScript(shell: string): Promise<string> {
  const table = commandTable(await makeProgram(() => {}));
  const offers = await loadOffers(table);
  if (shell === 'bash') return bashCompletion(table, offers);
  return shell === 'zsh' ? zshCompletion(table, offers) : fishCompletion(table, offers);
}
