import { formatCount, formatNumber } from '../model/counts.ts';
import type { BeginEvent, EndEvent } from '../model/event.ts';
import type { StandingAlarm } from './reporter.ts';
import type { Ending } from './run-splitter.ts';
import { describeSpread } from './spread-text.ts';
import { formatBytes, visible } from './text.ts';

const MOST_PATTERNS = 10;

/** What says what narrowed a run. */
type Narrowed = Pick<BeginEvent, 'scope' | 'vouchers' | 'depth' | 'shard'>;

/** Returns what narrowed a run beside a list of paths, as one line for people; none where nothing did. `ending` knows what was not entered. */
export function scopeLines(begin: Narrowed | undefined, ending?: Ending): string[] {
  const said = begin === undefined ? '' : visible(describeScope(begin, ending));
  return said === '' ? [] : [`scope: ${said}`];
}

/** Does the same for reports that do not say by themselves that the run was limited to a list of paths. */
export function scopeWithPaths(begin: BeginEvent | undefined, ending: Ending): string[] {
  if (begin?.filesFrom === undefined) return scopeLines(begin, ending);
  const rest = visible(describeScope(begin, ending));
  return [`scope: only ${formatNumber(begin.filesFrom, 'listed path')}${rest === '' ? '' : `; ${rest}`}`];
}

/** Returns by how much each means narrowed a run, as numbers for a monitor; nothing of what did not narrow it. */
export function scopeCounts(
  begin: BeginEvent | undefined,
  ending: Ending,
): readonly [by: string, count: number][] {
  if (begin === undefined) return [];
  const { scope = {}, vouchers, depth, filesFrom, shard } = begin;
  const sealed = vouchers.reduce((sum, { exclude = [] }) => sum + exclude.length, 0);
  const counts: readonly [string, number][] = [
    ['exclude', scope.exclude?.length ?? 0],
    ['exclude-at-seal', sealed],
    ['retention', vouchers.reduce((sum, { retention = [] }) => sum + retention.length, 0)],
    ['expect', (scope.expectEncrypted?.length ?? 0) + (scope.expectZero?.length ?? 0)],
    ['one-file-system', scope.oneFileSystem === true ? Math.max(1, notEntered(ending)?.count ?? 0) : 0],
    ['voucher', scope.voucher === undefined ? 0 : 1],
    ['spread', scope.spread === undefined ? 0 : 1],
    ['quick', depth === 'quick' ? 1 : 0],
    ['shard', shard?.count ?? 0],
    ['files-from', filesFrom ?? 0],
  ];
  return counts.filter(([by, count]) => count > 0 || (by === 'files-from' && filesFrom !== undefined));
}

function notEntered(ending: Ending): EndEvent['notEntered'] {
  return ending?.type === 'end' ? ending.notEntered : undefined;
}

function describeScope({ scope = {}, vouchers, depth, shard }: Narrowed, ending: Ending): string {
  const {
    exclude = [],
    expectEncrypted = [],
    expectZero = [],
    oneFileSystem,
    voucher,
    spread,
    remote,
  } = scope;
  const end = ending?.type === 'end' ? ending : undefined;
  const mounts = notEntered(ending);
  const named = mounts === undefined ? '' : `: ${listed(mounts.paths, mounts.count)}`;
  const parts = [
    ...(shard === undefined ? [] : [`only shard ${formatCount(shard.index)} of ${formatCount(shard.count)}`]),
    ...(spread === undefined ? [] : describeSpread(spread, end)),
    ...(end?.resumed === undefined ? [] : [describeResumed(end.resumed)]),
    ...(exclude.length === 0 ? [] : [`without ${listed(exclude)}`]),
    ...vouchers.flatMap(({ path, exclude: sealed = [] }) =>
      sealed.length === 0 ? [] : [`without ${listed(sealed)}, left out when ${path} was made`],
    ),
    ...vouchers.flatMap(({ path, retention = [] }) =>
      retention.length === 0 ? [] : [`data may go from ${listed(retention)}, by ${path}`],
    ),
    ...(oneFileSystem === true ? [`other file systems were not entered${named}`] : []),
    ...(voucher === undefined ? [] : [`nothing but ${voucher} was used`]),
    ...(expectEncrypted.length === 0 ? [] : [`expected to be encrypted: ${listed(expectEncrypted)}`]),
    ...(expectZero.length === 0 ? [] : [`expected to be one fill: ${listed(expectZero)}`]),
    ...(remote === undefined ? [] : describeRemote(remote)),
    ...(depth === 'quick' ? ['only samples of big files'] : []),
  ];
  return parts.join('; ');
}

const UNSEEN: Readonly<Record<string, string>> = {
  link: 'links',
  directory: 'empty directories',
  fifo: 'pipes',
  socket: 'sockets',
  device: 'devices',
};

function describeRemote({ unseen, hashes }: NonNullable<BeginEvent['scope']>['remote'] & object): string[] {
  const kinds = unseen.map((kind) => UNSEEN[kind] ?? kind);
  return [
    `of a remote tree no ${listed(kinds)}, no permissions and no times of change are seen`,
    ...(hashes.length === 0 ? [] : [`what its provider says of ${listed(hashes)} stood for no read`]),
  ];
}

function describeResumed({ since, files, bytes }: NonNullable<EndEvent['resumed']>): string {
  const sum = `${formatNumber(files, 'file')}, ${formatBytes(bytes)}`;
  return `${sum} held in the run that began on ${since.slice(0, 16).replace('T', ' ')}Z and were not read again`;
}

function listed(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, MOST_PATTERNS);
  const more = count - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

/** Says which alarm of an earlier run still stands. */
export function describeAlarm({ command, root, startedAt, outcome, lost }: StandingAlarm): string {
  const was =
    lost === undefined
      ? `${root} was ${outcome}`
      : `its journal was ${lost} and may have been an alarm about ${root}`;
  return visible(
    `the ${command} of ${startedAt} still counts: ${was}; this run looked at less and clears nothing`,
  );
}
