import type { Command } from 'commander';
import { commandTable } from '../arguments/command-table.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { loadOffers } from './offers.ts';
import { zshCompletion } from './zsh.ts';

/** Returns the completion script of a program for a shell: `bash`, `zsh`, or else fish. */
export async function completionScript(shell: string, program: Command): Promise<string> {
  const table = commandTable(program);
  const offers = await loadOffers(table);
  if (shell === 'bash') return bashCompletion(table, offers);
  return shell === 'zsh' ? zshCompletion(table, offers) : fishCompletion(table, offers);
}
