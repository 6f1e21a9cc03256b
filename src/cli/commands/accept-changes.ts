import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { accept } from '../../engine/commands/accept.ts';
import { type Acceptance, type ChangedPath, selectAcceptable } from '../../engine/commands/acceptance.ts';
import type { ManifestSink } from '../../engine/commands/seal.ts';
import { verify } from '../../engine/commands/verify.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/finding.ts';
import { fromText } from '../../model/path.ts';
import { findingEvent } from '../../report/finding-event.ts';
import { formatNumber, visible, visiblePath } from '../../report/text.ts';
import { excluding } from '../../walk/selection.ts';
import type { AcceptFlags } from '../arguments/accept-flags.ts';
import { runOptions } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { takeLock } from '../journal/lock.ts';
import { archiveManifest } from '../output/archive-manifest.ts';
import { clearLeftovers } from '../output/leftovers.ts';
import { openManifestFile } from '../output/manifest-file.ts';
import { systemContext } from '../run-context.ts';
import { openScreen, type Screen } from '../screen.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import { runRoots } from './run-command.ts';

/** Verifies a directory, shows which changes can be accepted, and with `--yes` writes the next generation of its manifest. */
export async function acceptChanges(named: string, flags: AcceptFlags): Promise<ExitCode> {
  const [root = ''] = await findRoots([named]);
  const manifest = manifestOf(root, flags.manifest);
  const screen = await openScreen(flags.color);
  const paths = await excluding(flags.path ?? []);
  const findings: Finding[] = [];
  const observe = (finding: Finding): void => void findings.push(finding);
  const temporary = temporaryDirectory();
  let hasEnded = false;
  const { exit, commandExit, isStopped } = await runRoots(
    'accept',
    [root],
    flags,
    (each, options, context) => verify(each, { ...options, manifest, temporary, observe }, context),
    {
      hasOwnOutput: true,
      watch: {
        on(event) {
          if (event.type === 'end') hasEnded = true;
        },
      },
    },
  );
  if (isStopped || (!hasEnded && exit !== 4)) return exit;
  if (exit === 4)
    throw new Fault(
      4,
      `${manifest}: cannot be trusted, so it cannot be replaced by a next generation`,
      `find out why: restorable verify ${root}`,
    );
  const acceptance = selectAcceptable(findings, { paths, codes: flags.code ?? [] });
  const isWritten = flags.yes === true && flags.dryRun !== true && acceptance.chosen.length > 0;
  const left: ExitCode = acceptance.left.length + acceptance.overall.length > 0 ? 1 : 0;
  if (!isWritten) {
    printChanges(screen, flags, acceptance, { isWritten });
    return acceptance.chosen.length > 0 ? 1 : exit;
  }
  printChanges(screen, flags, acceptance, { isWritten });
  const seq = await write(root, manifest, acceptance.chosen, flags);
  if (flags.json === true)
    screen.out(
      `${JSON.stringify({ type: 'accept', manifest, seq, reason: flags.reason, paths: acceptance.chosen.length })}\n`,
    );
  else screen.out(`accepted: ${visible(manifest)} is now generation ${seq}\n`);
  if (existsSync(`${manifest}.sig`))
    screen.warn(`${manifest}.sig signs the previous generation`, 'sign the manifest again');
  return worst([commandExit, exit === 3 && left === 0 ? 3 : left]);
}

function manifestOf(root: string, named: string | undefined): string {
  if (!statSync(root).isDirectory())
    throw new Fault(2, `${root}: not a directory`, 'name the directory that was sealed');
  const manifest = named === undefined ? ownManifest(root) : resolve(named);
  if (manifest === undefined || !existsSync(manifest))
    throw new Fault(4, `${manifest ?? root}: no manifest found`, `create one: restorable seal ${root}`);
  return manifest;
}

function ownManifest(root: string): string | undefined {
  const names = ['sha256', 'sha512', 'blake3', 'xxh128', 'xxh64'].flatMap((each) => [
    `restorable.${each}`,
    `restorable.${each}.gz`,
  ]);
  return names
    .filter((name) => isNativeName(fromText(name)))
    .map((name) => join(root, name))
    .find((file) => existsSync(file));
}

async function write(
  root: string,
  manifest: string,
  chosen: readonly ChangedPath[],
  flags: AcceptFlags,
): Promise<number> {
  const context = systemContext();
  const release = await takeLock(root, flags.lockWait ?? 0, new AbortController().signal);
  let sink: ManifestSink | undefined;
  let seq = 0;
  try {
    clearLeftovers(root, manifest);
    sink = openManifestFile(manifest, context.id, true, () => archiveManifest(manifest, seq - 1));
    const changes = { root: fromText(root), manifest: fromText(manifest), chosen, reason: flags.reason };
    const options = runOptions(flags, new AbortController().signal);
    seq = await accept(changes, options, sink, context);
    await sink.commit();
    return seq;
  } catch (error) {
    await sink?.discard();
    throw error;
  } finally {
    release();
  }
}

function printChanges(
  screen: Screen,
  flags: AcceptFlags,
  { chosen, left, overall }: Acceptance,
  { isWritten }: { readonly isWritten: boolean },
): void {
  if (flags.json === true || flags.quiet === true) return;
  if (chosen.length > 0) {
    screen.out(`${isWritten ? 'accepting' : 'would accept'} ${formatNumber(chosen.length, 'path')}:\n`);
    screen.out(lines(chosen, flags.limit));
  }
  const others = [...left, ...overall.map((each) => ({ path: '', findings: [each] }))];
  if (others.length > 0) {
    screen.out(`not accepting ${formatNumber(others.length, 'path')}:\n`);
    screen.out(lines(others, flags.limit));
    screen.out('  garbage is accepted only by its codes: --code CODE for every finding of a path\n');
  }
  if (chosen.length === 0) screen.out('nothing to accept\n');
  else if (!isWritten)
    screen.out('nothing was written; add --yes to write the next generation of the manifest\n');
}

function lines(changed: readonly ChangedPath[], limit: number): string {
  const shown = changed.slice(0, limit).flatMap(({ findings }) =>
    findings
      .map((each) => findingEvent(each))
      .map((each) => {
        const detail = each.detail ?? each.found ?? '';
        const path = each.path === '' ? './' : visiblePath(each);
        return `  ${each.code}  ${path}${detail === '' ? '' : `  ${visible(detail)}`}\n`;
      }),
  );
  const more = changed.length - limit;
  return [...shown, ...(more > 0 ? [`  and ${formatNumber(more, 'more path')}\n`] : [])].join('');
}
