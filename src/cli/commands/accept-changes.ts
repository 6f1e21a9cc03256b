import { existsSync } from 'node:fs';
import { type AcceptanceRequest, accept } from '../../engine/commands/accept.ts';
import { contradictionsIn, selectAcceptable } from '../../engine/commands/acceptance.ts';
import type { ManifestSink } from '../../engine/commands/seal.ts';
import { verify } from '../../engine/commands/verify.ts';
import { heldLists } from '../../engine/vouchers/seal-check.ts';
import { headerOf, readHeader } from '../../manifest/native/head.ts';
import type { ExitCode, VoucherSummary } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { FINDING_CODES, type Finding, type FindingCode, isFindingCode } from '../../model/finding.ts';
import { fromText, toText } from '../../model/path.ts';
import { visible } from '../../report/text.ts';
import { excluding } from '../../walk/selection.ts';
import type { AcceptFlags } from '../arguments/accept-flags.ts';
import { runOptions } from '../arguments/options.ts';
import { findOneRoot } from '../arguments/roots.ts';
import { refuseSignersBelow, signersOf } from '../arguments/signers.ts';
import { worst } from '../exit.ts';
import { takeLock } from '../journal/lock.ts';
import { archiveManifest } from '../output/archive-manifest.ts';
import { clearLeftovers } from '../output/leftovers.ts';
import { openManifestFile } from '../output/manifest-file.ts';
import { openSigner } from '../output/manifest-signer.ts';
import { systemContext } from '../run-context.ts';
import { openScreen, type Screen } from '../screen.ts';
import type { SignFile } from '../signing/signing-key.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import { headsExit, headsFor, keepSealed } from './keep-heads.ts';
import { manifestOf } from './own-manifest.ts';
import { printChanges, printContradictions } from './print-acceptance.ts';
import { runRoots } from './run-command.ts';

/** Verifies a directory, shows which changes can be accepted, and with `--yes` writes the next generation of its manifest. */
export async function acceptChanges(named: readonly string[], flags: AcceptFlags): Promise<ExitCode> {
  const root = await findOneRoot(named, 'accept takes one directory');
  const manifest = manifestOf(root, flags);
  const { signers } = signersOf(flags);
  refuseSignersBelow(root, signers);
  const sign = await signerOf(root, manifest, flags);
  const screen = await openScreen(flags.color);
  const heads = headsFor(flags, screen);
  const paths = await excluding(flags.path ?? []);
  const findings: Finding[] = [];
  const observe = (finding: Finding): void => void findings.push(finding);
  const temporary = temporaryDirectory();
  let hasEnded = false;
  let vouchers: readonly VoucherSummary[] = [];
  const { exit, commandExit, isStopped } = await runRoots(
    'accept',
    [root],
    flags,
    (each, options, context) =>
      verify(
        each,
        {
          ...options,
          ...(signers === undefined ? {} : { signers }),
          manifest,
          allVouchers: true,
          heads,
          temporary,
          observe,
        },
        context,
      ),
    {
      hasOwnOutput: true,
      watch: {
        on(event) {
          if (event.type === 'begin') ({ vouchers } = event);
          if (event.type === 'end') hasEnded = true;
        },
      },
    },
  );
  if (isStopped || (!hasEnded && exit !== 4)) return exit;
  if (exit === 4) throw untrusted(root, manifest, findings);
  const codes = flags.code ?? [];
  const before = await acceptedBefore(manifest);
  const others = contradictionsIn(findings, fromText(manifest), { now: codes, before });
  if (others.open.length > 0) {
    printContradictions(screen, flags, others.open);
    return 1;
  }
  const settled = new Set(others.settled);
  const changes = findings.filter((each) => !settled.has(each));
  const acceptance = selectAcceptable(changes, { paths, codes });
  const isWritten = flags.yes === true && flags.dryRun !== true && acceptance.chosen.length > 0;
  const left: ExitCode = acceptance.left.length + acceptance.overall.length > 0 ? 1 : 0;
  printChanges(screen, flags, acceptance, { isWritten, root });
  if (!isWritten) return acceptance.chosen.length > 0 ? 1 : exit;
  // The manifest that is followed comes first, and does not hold itself.
  const held = heldLists(vouchers.slice(1), findings);
  const seq = await write(
    { root, manifest, screen },
    { chosen: acceptance.chosen, held, acceptedCodes: others.codes },
    flags,
    sign,
  );
  await keepSealed(heads, root, manifest);
  if (flags.json === true)
    screen.out(
      `${JSON.stringify({ type: 'accept', manifest, seq, reason: flags.reason, paths: acceptance.chosen.length })}\n`,
    );
  else screen.out(`accepted: ${visible(manifest)} is now generation ${seq}\n`);
  if (sign === undefined && existsSync(`${manifest}.sig`))
    screen.warn(`${manifest}.sig signs the previous generation`, 'sign this one too: --sign KEY');
  return worst([commandExit, headsExit(heads, screen), exit === 3 && left === 0 ? 3 : left]);
}

/** What signs the next generation, opened before the tree is read. */
async function signerOf(
  root: string,
  manifest: string,
  { sign }: AcceptFlags,
): Promise<SignFile | undefined> {
  if (sign === undefined) return undefined;
  const algorithm = (await headerOf(fromText(manifest)))?.get('algo')?.[0] ?? 'sha256';
  return openSigner(sign, root, algorithm);
}

/** Of an exit code of 4, which manifest or list is not to be trusted. */
function untrusted(root: string, manifest: string, findings: readonly Finding[]): Fault {
  const bad = findings.find(({ code }) => FINDING_CODES[code].exit === 4);
  const hint = `find out why: restorable verify ${root}`;
  if (bad?.by !== undefined && bad.by.path !== fromText(manifest))
    return new Fault(4, `${toText(bad.by.path)}: cannot be trusted, so that nothing was accepted`, hint);
  return new Fault(4, `${manifest}: cannot be trusted, so it cannot be replaced by a next generation`, hint);
}

/** The codes that were accepted by name, despite lists in the tree, when a manifest was made. */
async function acceptedBefore(manifest: string): Promise<FindingCode[]> {
  const fields = (await readHeader(fromText(manifest)))?.get('accepted') ?? [];
  return fields.map(toText).filter(isFindingCode);
}

async function write(
  { root, manifest, screen }: { readonly root: string; readonly manifest: string; readonly screen: Screen },
  accepted: Pick<AcceptanceRequest, 'chosen' | 'held' | 'acceptedCodes'>,
  flags: AcceptFlags,
  sign: SignFile | undefined,
): Promise<number> {
  const context = systemContext();
  const release = await takeLock(root, flags.lockWait ?? 0, new AbortController().signal, screen);
  let sink: ManifestSink | undefined;
  let seq = 0;
  try {
    clearLeftovers(root, manifest);
    sink = openManifestFile(manifest, context.id, true, {
      beforeRename: () => archiveManifest(manifest, seq - 1),
      sign,
    });
    const changes = {
      root: fromText(root),
      manifest: fromText(manifest),
      reason: flags.reason,
      ...accepted,
    };
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
