import { type CopyRun, collectUnsound, compareReplicas } from '../../engine/commands/replicas.ts';
import { digestOf } from '../../manifest/native/chain.ts';
import type { EndEvent, ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/finding.ts';
import { fromText } from '../../model/path.ts';
import { findRoots } from '../arguments/roots.ts';
import type { VerifyFlags } from '../arguments/verify-flags.ts';
import { worst } from '../exit.ts';
import { absolute } from '../remote/name.ts';
import { openScreen } from '../screen.ts';
import { isDirectory, ownManifest } from './own-manifest.ts';
import { printReplicas } from './print-replicas.ts';
import { runRoots } from './run-command.ts';
import type { RunRoot } from './run-one.ts';

/** Makes the run of a copy against the manifest that all are held against. */
export type RunCopy = (manifest: string, observe: (root: string, finding: Finding) => void) => RunRoot;

/** Verifies several copies against one manifest, and says which of them has what is damaged in another. */
export async function verifyReplicas(
  named: readonly string[],
  flags: VerifyFlags,
  runCopy: RunCopy,
): Promise<ExitCode> {
  refuseOthers(flags);
  const roots = await findRoots(named, flags);
  if (roots.length < 2)
    throw new Fault(
      2,
      '--replicas takes two copies or more',
      'name them all: restorable verify --replicas A B',
    );
  for (const root of roots)
    if (!isDirectory(root))
      throw new Fault(2, `${root}: not a directory`, 'name the directories that are copies of one tree');
  const manifest = sharedManifest(roots, flags.manifest);
  const unsound = new Map(roots.map((root) => [root, collectUnsound()]));
  const copies: CopyRun[] = [];
  let end: EndEvent | undefined;
  const { exit, isStopped } = await runRoots(
    'verify',
    roots,
    flags,
    runCopy(manifest, (root, finding) => unsound.get(root)?.observe(finding)),
    {
      sideBySide: true,
      watch: {
        on(event) {
          if (event.type === 'end') end = event;
        },
      },
      isEnough(root, code) {
        copies.push({
          root,
          path: fromText(root),
          exit: code,
          ...(end === undefined ? {} : { end }),
          unsound: unsound.get(root)?.unsound ?? new Map(),
        });
        end = undefined;
        return false;
      },
    },
  );
  if (isStopped) return exit;
  const report = await compareReplicas(copies, fromText(manifest));
  printReplicas(await openScreen(flags.color), flags, { copies, manifest, ...report });
  return report.restorable.is === 'unknown' ? worst([exit, 3]) : exit;
}

/** Throws a Fault (2) for flags that say what one tree is held against. */
function refuseOthers({ voucher, baseline }: VerifyFlags): void {
  const given = [
    ...(voucher === undefined || voucher === 'native' ? [] : ['--voucher']),
    ...(baseline === undefined ? [] : ['--baseline']),
  ];
  if (given.length > 0)
    throw new Fault(
      2,
      `--replicas holds every copy against one manifest of restorable: ${given.join(', ')} has no meaning there`,
      'verify one directory with it, without --replicas',
    );
}

/**
 * Returns the manifest that all copies are held against: the one that the user named, or the one that the copies have. Throws a Fault: 4 where none
 * has any, 2 where they have different ones.
 */
function sharedManifest(roots: readonly string[], named: string | undefined): string {
  if (named !== undefined) return absolute(named);
  const own = roots.flatMap((root) => ownManifest(root) ?? []);
  const [first] = own;
  if (first === undefined)
    throw new Fault(
      4,
      `${roots.join(', ')}: no manifest found`,
      'name the one that all copies must hold: --manifest FILE; or create one: restorable seal DIR',
    );
  // What cannot be read is said by the run over its copy.
  const digests = own.flatMap((file) => {
    const digest = digestOf(fromText(file));
    return typeof digest === 'string' ? { file, digest } : [];
  });
  const other = digests.find(({ digest }) => digest !== digests[0]?.digest)?.file;
  if (other !== undefined)
    throw new Fault(
      2,
      `${first} and ${other} are different manifests`,
      `name the one that all copies must hold: --manifest ${first}`,
    );
  return first;
}
