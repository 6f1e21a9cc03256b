import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { formatNumber } from '../../model/counts.ts';
import type { ExitCode } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { fromText } from '../../model/path.ts';
import { visible } from '../../report/text.ts';
import { excluding } from '../../walk/selection.ts';
import { globsOf } from '../arguments/options.ts';
import { requireFormat } from '../arguments/require-format.ts';
import { findRoots } from '../arguments/roots.ts';
import { refuseClashes } from '../arguments/spread-flags.ts';
import { type ColorChoice, openScreen, type Screen } from '../screen.ts';
import { outputsOf, rejectClashes } from './clashes.ts';
import { openConfig } from './file.ts';
import type { BackupSet } from './read.ts';

/** Prints what a configuration file holds and whether every set could start; returns 0 or 2. */
export async function checkConfig(named: string | undefined, color: ColorChoice): Promise<ExitCode> {
  const screen = await openScreen(color);
  const { file, sets, problems, warnings } = openConfig(named);
  for (const warning of warnings) screen.warn(warning);
  for (const { message, hint } of problems) screen.error(`${file}:${message}`, hint);
  if (problems.length > 0) return 2;
  screen.out(`${visible(file)}: ${formatNumber(sets.length, 'set')}\n`);
  let isUsable = true;
  for (const set of sets) isUsable = (await printSet(set, screen)) && isUsable;
  return (await succeeds(screen, '', () => rejectClashes(sets.map(outputsOf)))) && isUsable ? 0 : 2;
}

/** Prints a set: its roots, whether each exists, and its keys. Returns whether it could start. */
async function printSet({ name, roots, texts, ...set }: BackupSet, screen: Screen): Promise<boolean> {
  const line = (key: string, text: string): void => screen.out(`  ${key.padEnd(14)} ${visible(text)}\n`);
  let isUsable = true;
  screen.out(`\n${screen.paint.strong(name)}\n`);
  for (const root of roots) {
    const isThere = await succeeds(screen, name, async () => {
      const found = await findRoots([root]);
      line('root', found.length === 1 && found[0] === root ? root : `${root}  (${found.length} found)`);
    });
    if (!isThere) line('root', `${root}  (not found)`);
    isUsable &&= isThere;
  }
  isUsable = (await succeeds(screen, name, () => canSelect(set.values, roots))) && isUsable;
  isUsable = (await succeeds(screen, name, () => refuseClashes(set.values))) && isUsable;
  for (const path of [texts.get('manifest'), texts.get('baseline')].flatMap((values) => values ?? []))
    isUsable = (await succeeds(screen, name, () => findRoots([path]))) && isUsable;
  for (const [key, values] of texts) for (const text of values) line(key, text);
  for (const { file } of outputsOf({ name, roots, texts, ...set }).report ?? [])
    isUsable = (await succeeds(screen, name, () => canWrite(file))) && isUsable;
  return isUsable;
}

/** Tells whether an action throws no Fault; prints the one that it throws. */
async function succeeds(screen: Screen, set: string, action: () => unknown): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    screen.error(set === '' ? error.message : `set ${set}: ${error.message}`, error.hint);
    return false;
  }
}

/** Throws the Fault (2) of a pattern or a format that the run would not take. */
async function canSelect(values: BackupSet['values'], roots: readonly string[]): Promise<void> {
  const [exclude, expect, voucher] = ['exclude', 'expect', 'voucher'].map((key) => values.get(key));
  for (const root of roots) await excluding(textsOf(exclude), fromText(root));
  await excluding(globsOf(textsOf(expect)));
  if (typeof voucher === 'string') await requireFormat(voucher);
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function canWrite(file: string | undefined): void {
  try {
    if (file !== undefined) accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    const hint = 'name a file in a writable directory';
    throw new Fault(
      2,
      `${file}: cannot write the report (${errorCode(error) ?? String(error)})`,
      hint,
      error,
    );
  }
}
