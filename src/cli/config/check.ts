import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { ExitCode } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { formatNumber, visible } from '../../report/text.ts';
import { findRoots } from '../arguments/roots.ts';
import { type ColorChoice, openScreen, type Screen } from '../screen.ts';
import { notifiedOf, refuseClashes } from './clashes.ts';
import { openConfig } from './file.ts';
import type { BackupSet } from './read.ts';

/** Says what is in a configuration file and whether every set could start; gives 0 or 2. */
export async function checkConfig(named: string | undefined, color: ColorChoice): Promise<ExitCode> {
  const screen = await openScreen(color);
  const { file, sets, problems, warnings } = openConfig(named);
  for (const warning of warnings) screen.warn(warning);
  for (const { message, hint } of problems) screen.error(`${file}:${message}`, hint);
  if (problems.length > 0) return 2;
  screen.out(`${visible(file)}: ${formatNumber(sets.length, 'set')}\n`);
  let isRight = true;
  for (const set of sets) isRight = (await tellSet(set, screen)) && isRight;
  return (await isTrue(screen, '', () => refuseClashes(sets.map(notifiedOf)))) && isRight ? 0 : 2;
}

/** Tells of a set: its roots, what of them is there, and its keys. */
async function tellSet({ name, roots, texts, ...set }: BackupSet, screen: Screen): Promise<boolean> {
  const line = (key: string, text: string): void => screen.out(`  ${key.padEnd(14)} ${visible(text)}\n`);
  let isRight = true;
  screen.out(`\n${screen.paint.strong(name)}\n`);
  for (const root of roots) {
    const isThere = await isTrue(screen, name, async () => {
      const found = await findRoots([root]);
      line('root', found.length === 1 && found[0] === root ? root : `${root}  (${found.length} found)`);
    });
    if (!isThere) line('root', `${root}  (not there)`);
    isRight &&= isThere;
  }
  for (const path of [texts.get('manifest'), texts.get('baseline')].flatMap((said) => said ?? []))
    isRight = (await isTrue(screen, name, () => findRoots([path]))) && isRight;
  for (const [key, said] of texts) for (const text of said) line(key, text);
  for (const { file } of notifiedOf({ name, roots, texts, ...set }).report ?? [])
    isRight = (await isTrue(screen, name, () => canWrite(file))) && isRight;
  return isRight;
}

/** True where an act throws no Fault; what it throws is said. */
async function isTrue(screen: Screen, set: string, act: () => unknown): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    screen.error(set === '' ? error.message : `set ${set}: ${error.message}`, error.hint);
    return false;
  }
}

function canWrite(file: string | undefined): void {
  try {
    if (file !== undefined) accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    const hint = 'name a file in a directory that can be written to';
    throw new Fault(
      2,
      `${file}: the report cannot be written (${errorCode(error) ?? String(error)})`,
      hint,
      error,
    );
  }
}
