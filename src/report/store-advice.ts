import type { FindingEvent } from '../model/event.ts';
import { FINDING_CODES, type FindingCode } from '../model/finding.ts';
import { type BytePath, nameOf, toText } from '../model/path.ts';
import { quoteWord } from './quote-word.ts';

/** A store in which a finding lies: its format, its path on the machine, and the path of the finding below it. */
export type StorePlace = { readonly format: string; readonly at: string; readonly below: BytePath };

/** What the tool of a format can do about a damaged or missing file of its own. */
type Advice = (place: { readonly at: string; readonly below: BytePath }) => string;

/** By the format of a store or of a manifest; `at` is quoted for a shell. */
const ADVICE: Readonly<Record<string, Advice>> = {
  restic: adviceOfRestic,
  borg: ({ at }) =>
    `see what it costs: borg check --verify-data ${at}; on a copy of the repository: borg check --repair, then borg create again while the source has the data`,
  borg2: ({ at }) =>
    `see what it costs: borg -r ${at} check --verify-data; on a copy of the repository: borg check --repair`,
  git: ({ at }) =>
    `see what it costs: git -C ${at} fsck --full; fetch the object from another clone, or clone again`,
  'git-annex': ({ at }) => `git -C ${at} annex fsck, then git annex get: it fetches from another remote`,
  kopia: () =>
    'see what it costs: kopia snapshot verify --verify-files-percent=100; then kopia snapshot fix invalid-files',
  duplicity: ({ at }) =>
    `see which chain it belongs to: duplicity collection-status file://${at}; restore from before it with --time, and make a full backup`,
  duplicati: () => 'see what it costs: duplicati-cli list-broken-files, then purge-broken-files and repair',
  duplicacy: () =>
    'see which snapshots need it: duplicacy check -files; then duplicacy check -chunks -fossils',
  'rdiff-backup': ({ at }) => `see what it costs: rdiff-backup verify ${at}`,
  'proxmox-backup': () =>
    'see which snapshots need it: proxmox-backup-manager verify DATASTORE; the next backup writes the chunk again',
  'pg-backup-manifest': ({ at }) =>
    `see all that is wrong: pg_verifybackup ${at}; do not start PostgreSQL on it, take an older base backup and replay the WAL`,
  postgresql: ({ at }) =>
    `see all that is wrong: pg_checksums --check -D ${at} (server stopped); do not start it, restore an older base backup and replay the WAL`,
  pgbackrest: () =>
    'see what is wrong: pgbackrest verify --stanza=NAME; restore from another backup: pgbackrest info, then pgbackrest restore --stanza=NAME --set=LABEL',
  barman: () =>
    'see what is wrong: barman verify-backup SERVER ID; restore another: barman list-backups SERVER',
  par2: ({ at }) => `mend it with what is there: par2 repair, in ${at}`,
};

/** Returns what to do about a finding in a store by the means of its tool; nothing where those do not help. */
export function storeAdvice(code: FindingCode, { format, at, below }: StorePlace): string | undefined {
  const { subject, bytes } = FINDING_CODES[code];
  const isAboutBytes = subject === 'content' || bytes === 'differ' || bytes === 'gone';
  const advice = Object.hasOwn(ADVICE, format) ? ADVICE[format] : undefined;
  return isAboutBytes ? advice?.({ at: quoteWord(at), below }) : undefined;
}

/** Tells whether there is something to say for a format. */
export function isAdvised(format: string): boolean {
  return Object.hasOwn(ADVICE, format);
}

function adviceOfRestic({ at, below }: { readonly at: string; readonly below: BytePath }): string {
  const restic = `restic -r ${at}`;
  const id = toText(nameOf(below));
  const isId = /^[\da-f]{64}$/.test(id);
  if (below.startsWith('data/') && isId)
    return `see which snapshots need it: ${restic} find --pack ${id}; save what is left: ${restic} repair packs ${id}, then repair snapshots --forget (restic 0.16 or newer; back the repository up first)`;
  if (below.startsWith('index/')) return `${restic} repair index (rebuild-index before restic 0.16)`;
  return `see what it costs: ${restic} check --read-data`;
}

/** Gathers the stores with findings for a report: how many findings, and what to do about the first. */
export type StoreSummary = {
  see(event: FindingEvent): void;
  /** The stores in the order of their findings, at most ten. */
  stores(): readonly { readonly name: string; readonly findings: number; readonly advice: string }[];
};

const MOST_STORES = 10;

/** Starts a summary of stores. */
export function summarizeStores(): StoreSummary {
  const found = new Map<string, { name: string; findings: number; advice: string }>();
  return {
    see({ store, advice }) {
      if (store === undefined) return;
      const name = `${store.format} ${store.path === '' ? './' : store.path}`;
      const known = found.get(name);
      if (known !== undefined) known.findings += 1;
      else if (found.size < MOST_STORES) found.set(name, { name, findings: 1, advice });
    },
    stores: () => [...found.values()],
  };
}
