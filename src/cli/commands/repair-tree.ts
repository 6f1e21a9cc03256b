import { closeSync, fsyncSync, openSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { planRepair, type Repair, type RepairProblem } from '../../engine/commands/repair.ts';
import { verify } from '../../engine/commands/verify.ts';
import { formatNumber } from '../../model/counts.ts';
import { formatDigest } from '../../model/digest.ts';
import { type ExitCode, eventPath } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/finding.ts';
import { fromText } from '../../model/path.ts';
import { visiblePath } from '../../report/text.ts';
import { excluding } from '../../walk/selection.ts';
import type { RepairFlags } from '../arguments/repair-flags.ts';
import { findOneRoot } from '../arguments/roots.ts';
import { liesBelow } from '../arguments/signers.ts';
import { worst } from '../exit.ts';
import { takeLock } from '../journal/lock.ts';
import { stampOf } from '../journal/past-runs.ts';
import { makeDirectory } from '../make-directory.ts';
import { restoreFile } from '../output/restore-file.ts';
import { isRemoteName } from '../remote/name.ts';
import { systemContext } from '../run-context.ts';
import { openScreen, type Screen } from '../screen.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import { writeAll } from '../write-lasting.ts';
import { manifestOf } from './own-manifest.ts';
import { type CommandResult, runRoots } from './run-command.ts';

const RECORD = 'restorable-repair.jsonl';

/** Verifies a directory, shows what a second copy can give back, and with `--yes` restores it and verifies again. */
export async function repairTree(named: string, flags: RepairFlags): Promise<ExitCode> {
  const root = await findOneRoot([named], 'repair takes one directory');
  const manifest = manifestOf(root, flags);
  const replica = replicaOf(root, flags.from);
  const aside = resolve(flags.aside ?? `${root}.damaged-${stampOf(new Date())}`);
  refuseBelow(root, aside, '--aside');
  const screen = await openScreen(flags.color);
  const findings: Finding[] = [];
  const first = await check('repair', { root, manifest }, flags, (each) => void findings.push(each));
  if (first.isStopped || first.exit === 4 || first.exit === 2) return first.exit;
  const rule = { paths: await excluding(flags.path ?? []), codes: flags.code ?? [] };
  const places = { manifest: fromText(manifest), replica: fromText(replica) };
  const repairs = await planRepair(findings, places, rule);
  const able = repairs.filter(({ file }) => file !== undefined);
  const isWritten = flags.yes === true && flags.dryRun !== true && able.length > 0;
  print(screen, flags, repairs, isWritten);
  if (!isWritten) return first.exit;
  await restoreAll(able, { root, replica, aside }, flags, screen);
  const second = await check('verify', { root, manifest }, flags, () => {});
  return worst([first.commandExit, second.exit]);
}

function check(
  command: 'repair' | 'verify',
  { root, manifest }: { readonly root: string; readonly manifest: string },
  flags: RepairFlags,
  observe: (finding: Finding) => void,
): Promise<CommandResult> {
  const { code: _, ...common } = flags;
  return runRoots(
    command,
    [root],
    common,
    (each, options, context) =>
      verify(each, { ...options, manifest, strong: true, temporary: temporaryDirectory(), observe }, context),
    { hasOwnOutput: command === 'repair' },
  );
}

/** Returns the second copy. Throws a Fault (2) where it is no directory, or not another one. */
function replicaOf(root: string, from: string): string {
  if (isRemoteName(from))
    throw new Fault(2, `${from}: repair reads no remote`, 'copy what is needed to this machine: rclone copy');
  const replica = resolve(from);
  if (statSync(replica, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Fault(2, `${replica}: not a directory`, 'name the second copy: --from REPLICA');
  refuseBelow(root, realpathSync(replica), '--from');
  return replica;
}

/** Throws a Fault (2) where a directory is the root itself, or lies in it. */
function refuseBelow(root: string, directory: string, flag: string): void {
  if (liesBelow(directory, root))
    throw new Fault(
      2,
      `${directory}: lies in the directory that is repaired`,
      `name another one: ${flag} DIR`,
    );
}

async function restoreAll(
  able: readonly Repair[],
  { root, replica, aside }: { readonly root: string; readonly replica: string; readonly aside: string },
  flags: RepairFlags,
  screen: Screen,
): Promise<void> {
  const context = systemContext();
  const release = await takeLock(root, flags.lockWait ?? 0, new AbortController().signal, screen);
  try {
    const record = openRecord(aside);
    try {
      for (const { path, code, file } of able) {
        if (file === undefined) continue;
        const places = { root: fromText(root), replica: fromText(replica), aside: fromText(aside) };
        const isKept = await restoreFile(file, places);
        const line = {
          type: 'repaired',
          ...eventPath(path),
          code,
          root,
          from: replica,
          digests: file.digests.map(formatDigest),
          kept: isKept ? aside : null,
          at: context.now().toISOString(),
          id: context.id,
        };
        record.write(`${JSON.stringify(line)}\n`);
        if (flags.json === true) screen.out(`${JSON.stringify(line)}\n`);
      }
    } finally {
      record.close();
    }
  } finally {
    release();
  }
  if (flags.json !== true && flags.quiet !== true)
    screen.out(
      `restored ${formatNumber(able.length, 'file')}; what was there before, and the record: ${aside}\n`,
    );
}

/** Opens the record of a repair, which is on the disk when it is closed. Throws a Fault (3). */
function openRecord(aside: string): { write(line: string): void; close(): void } {
  const file = join(aside, RECORD);
  try {
    makeDirectory(aside);
    const descriptor = openSync(file, 'a', 0o644);
    return {
      write: (line) => writeAll(descriptor, Buffer.from(line)),
      close: () => {
        fsyncSync(descriptor);
        closeSync(descriptor);
      },
    };
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    throw new Fault(
      3,
      `${file}: cannot be written (${why})`,
      'keep the damaged bytes elsewhere: --aside DIR',
      error,
    );
  }
}

function print(screen: Screen, flags: RepairFlags, repairs: readonly Repair[], isWritten: boolean): void {
  if (flags.quiet === true) return;
  if (flags.json === true) {
    for (const { path, code, problem } of repairs)
      screen.out(
        `${JSON.stringify({ type: 'repairable', ...eventPath(path), code, problem: problem ?? null })}\n`,
      );
    return;
  }
  const able = repairs.filter(({ problem }) => problem === undefined);
  const unable = repairs.filter(({ problem }) => problem !== undefined);
  const line = ({ path, code, problem }: Repair): string =>
    `  ${code}  ${visiblePath(eventPath(path))}${problem === undefined ? '' : `  ${describe(problem)}`}\n`;
  const list = (each: readonly Repair[]): string => {
    const more = each.length - flags.limit;
    return (
      each.slice(0, flags.limit).map(line).join('') +
      (more > 0 ? `  and ${formatNumber(more, 'more path')}\n` : '')
    );
  };
  if (able.length > 0)
    screen.out(
      `${isWritten ? 'restoring' : 'would restore'} ${formatNumber(able.length, 'file')}:\n${list(able)}`,
    );
  if (unable.length > 0)
    screen.out(`cannot restore ${formatNumber(unable.length, 'path')}:\n${list(unable)}`);
  if (repairs.length === 0) screen.out('nothing to repair\n');
  else if (!isWritten && able.length > 0) screen.out('nothing was written; add --yes to restore\n');
}

function describe(problem: RepairProblem): string {
  switch (problem.is) {
    case 'no-file':
      return 'not a file: restore it by hand';
    case 'no-digest':
      return 'the manifest has no digest of it';
    case 'differs':
      return 'the second copy is damaged too, or another one';
    case 'unread':
      return `the second copy cannot be read (${problem.code})`;
  }
}
