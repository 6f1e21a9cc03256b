import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';

/** What dpkg knows of the files of a system beside their digests. */
export type DpkgState = {
  /** A configuration file (`Conffiles` in `status`): it may be changed by the administrator. */
  isConfiguration(path: BytePath): boolean;
  /** Left out by `path-exclude` in the configuration of dpkg. */
  isExcluded(path: BytePath): boolean;
  /** Where dpkg-divert has the file of a package. */
  divert(path: BytePath, packageName: string): BytePath;
  /** The files and directories that a package has now, from the root; nothing where dpkg does not say. */
  filesOf(packageName: string): Promise<ReadonlySet<BytePath> | undefined>;
};

type Rule = { readonly excludes: boolean; readonly pattern: RegExp };

/** Reads the state of dpkg of a system at `top`; of an unpacked package there is none. */
export async function readDpkgState(
  root: BytePath,
  top: BytePath,
  info: BytePath | undefined,
): Promise<DpkgState> {
  const text = async (path: BytePath): Promise<string | undefined> => {
    const bytes = await readVoucherFile(root, path);
    return typeof bytes === 'string' ? undefined : bytes.toString('latin1');
  };
  const read = async (path: BytePath): Promise<string> =>
    info === undefined ? '' : ((await text(join(top, path))) ?? '');
  const configuration = configurationIn(await read('var/lib/dpkg/status'));
  const diversions = diversionsIn(await read('var/lib/dpkg/diversions'));
  const rules: Rule[] = [];
  const files = info === undefined ? [] : namesOf(root, join(top, 'etc/dpkg/dpkg.cfg.d'));
  for (const { name } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    if (/^[\w-]+$/.test(name)) rules.push(...rulesIn(await read(`etc/dpkg/dpkg.cfg.d/${name}`)));
  rules.push(...rulesIn(await read('etc/dpkg/dpkg.cfg')));
  return {
    isConfiguration: (path) => configuration.has(path),
    isExcluded: (path) => rules.findLast(({ pattern }) => pattern.test(`/${path}`))?.excludes === true,
    divert(path, packageName) {
      const diversion = diversions.get(path);
      const isOwn = diversion?.by === packageName.replace(/:[^:]*$/, '');
      return diversion === undefined || isOwn ? path : diversion.to;
    },
    async filesOf(packageName) {
      const list = info === undefined ? undefined : await text(join(info, `${packageName}.list`));
      return list === undefined ? undefined : new Set(list.split('\n'));
    },
  };
}

function configurationIn(status: string): ReadonlySet<BytePath> {
  const found = new Set<BytePath>();
  let isInside = false;
  for (const line of status.split('\n')) {
    if (isInside && line.startsWith(' ')) {
      const path = /^ \/(.+) (?:[0-9a-f]{32}|newconffile)(?: obsolete| remove-on-upgrade)*$/.exec(line)?.[1];
      if (path !== undefined) found.add(path);
    } else isInside = line.startsWith('Conffiles:');
  }
  return found;
}

/** Three lines each: what is diverted, where to, and by which package (`:` is the administrator). */
function diversionsIn(text: string): ReadonlyMap<BytePath, { readonly to: BytePath; readonly by: string }> {
  const found = new Map<BytePath, { to: BytePath; by: string }>();
  const lines = text.split('\n');
  for (let i = 0; i + 2 < lines.length; i += 3) {
    const [from = '', to = '', by = ''] = lines.slice(i, i + 3);
    if (from.startsWith('/') && to.startsWith('/')) found.set(from.slice(1), { to: to.slice(1), by });
  }
  return found;
}

/** `path-exclude` and `path-include`, of which the last that fits counts; `*` crosses slashes. */
function rulesIn(text: string): Rule[] {
  return text.split('\n').flatMap((line) => {
    const [, kind, glob = ''] =
      /^\s*path-(exclude|include)[ \t]*[= \t][ \t]*["']?(\S+?)["']?\s*$/.exec(line) ?? [];
    const pattern = kind === undefined || glob.length > 1024 ? undefined : patternOf(glob);
    return pattern === undefined ? [] : [{ excludes: kind === 'exclude', pattern }];
  });
}

function patternOf(glob: string): RegExp | undefined {
  const source = glob
    .replaceAll(/\*+/g, '*')
    .replaceAll(/[.+^${}()|\\[\]]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return (source.match(/\.\*/g)?.length ?? 0) > 8 ? undefined : new RegExp(`^${source}$`, 's');
}
