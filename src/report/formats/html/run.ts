import { formatCount } from '../../../model/counts.ts';
import type { BeginEvent, DirectoryEvent, EndEvent, FindingEvent } from '../../../model/event.ts';
import { FINDING_CODES, isAboutDirectory } from '../../../model/finding.ts';
import { answersOf } from '../../answers.ts';
import type { Past, StandingAlarm } from '../../reporter.ts';
import { describeEnding, type Ending, headline, outcome, type RunHeader } from '../../run-splitter.ts';
import { describeAlarm, scopeLines } from '../../scope-text.ts';
import { seriesOf } from '../../series.ts';
import { unreadOf } from '../../spread-text.ts';
import { type StoreSummary, summarizeStores } from '../../store-advice.ts';
import { clip, formatBytes, visiblePath } from '../../text.ts';
import { findingsSection, type Where } from './findings.ts';
import { createGroups, type FindingBatch, type Group, placeOf } from './groups.ts';
import { historySection } from './history.ts';
import { type Markup, markup, NOTHING } from './markup.ts';
import { shadeOf } from './shade.ts';
import { createTree, goneIn, type Tile, wholeBytes } from './tree.ts';
import { drawTreemap, treemapKey } from './treemap.ts';
import { answersTable, sharesTable, vouchersTable } from './trust.ts';
import { meaning, nextSteps, storeSteps } from './verdict.ts';

const WIDE = { width: 1000, height: 420, tiles: 800 };
const NARROW = { width: 420, height: 520, tiles: 150 };
const MOST_LISTED = 30;
const NO_FILES = { files: 0, bytes: 0 };

/** What the page needs of a finished run. */
export type FinishedRun = {
  readonly run: RunHeader;
  readonly begin?: BeginEvent;
  readonly ending: Ending;
  readonly groups: readonly Group[];
  readonly totals: readonly FindingBatch[];
  readonly stores: ReturnType<StoreSummary['stores']>;
  /** What an earlier run found that this one does not clear. */
  readonly alarm?: StandingAlarm;
  readonly wide?: Tile;
  readonly narrow?: Tile;
};

/** Collects what the section of a run needs, in bounded memory, with at most `rows` findings. */
export function collectRun(
  run: RunHeader,
  begin: BeginEvent | undefined,
  rows: number,
): {
  /** `page` is that beside this one on which a finding stands. */
  see(event: FindingEvent | DirectoryEvent, page?: number): void;
  end(ending: Ending): FinishedRun;
} {
  const groups = createGroups(rows);
  const stores = summarizeStores();
  const tree = createTree();
  let last = '';

  /** Counts a file once, however many findings it has; they come one after the other. */
  function mark(event: FindingEvent): void {
    const { severity } = event;
    const which = `${severity} ${visiblePath(event)}`;
    if (which === last) return;
    last = which;
    const isError = severity === 'error';
    // What is gone has a tile of its own where its size is known.
    const size = FINDING_CODES[event.code].bytes === 'gone' ? (event.size ?? 0) : 0;
    tree.mark(directoryOf(event), {
      errors: isError && size === 0 ? 1 : 0,
      warnings: isError || size > 0 ? 0 : 1,
      gone: { files: size > 0 ? 1 : 0, bytes: size },
    });
  }

  return {
    see(event, page) {
      if (event.type === 'directory') tree.left(event, visiblePath(event));
      else {
        groups.see(event, page);
        stores.see(event);
        if (event.severity !== 'note' && !isAboutDirectory(event.code)) mark(event);
      }
    },
    end(ending) {
      const wide = tree.tile(WIDE.tiles);
      const narrow = tree.tile(NARROW.tiles);
      return {
        run,
        ending,
        groups: groups.worst(),
        totals: groups.totals,
        stores: stores.stores(),
        ...(begin === undefined ? {} : { begin }),
        ...(wide === undefined || narrow === undefined ? {} : { wide, narrow }),
      };
    },
  };
}

/** What the page needs besides its runs: where all findings are, and the earlier runs. */
export type PageContext = {
  readonly where: Where;
  readonly history: readonly Past[];
  /** How many journals that may hold more of them cannot be read. */
  readonly unread: number;
};

/** Renders the section of a run; `anchor` is its id on the page. */
export function runSection(
  finished: FinishedRun,
  heading: 1 | 2,
  anchor: string,
  { where, history, unread }: PageContext,
): Markup {
  const { run, begin, ending, groups, totals, wide, narrow } = finished;
  const below = heading === 1 ? 2 : 3;
  const word = outcome(ending);
  const anchors = new Map(groups.map(({ directory }, i) => [directory, `${anchor}-${i + 1}`]));
  const isMapped = wide !== undefined && narrow !== undefined && wholeBytes(wide) > 0;
  // Where only a part was read, nobody sees of a directory which part of it that was.
  const isHeld = run.command === 'verify' && unreadOf(ending).files === 0;
  return markup`<section class="run ${word}" id="${anchor}" aria-labelledby="${anchor}-verdict">
<header>
<h${heading} id="${anchor}-verdict"><span class="verdict">${headline(ending)}</span> <code dir="ltr">${run.root === '' ? run.command : clip(run.root, 600)}</code></h${heading}>
<p class="meaning">${meaning(ending, run.command)}</p>
<p class="when">${run.command} on <span dir="ltr">${run.host}</span>, <time datetime="${run.startedAt}">${run.startedAt.slice(0, 16).replace('T', ' ')} UTC</time><span class="age" hidden></span></p>
<p class="ending">${describeEnding(ending)}</p>${alarmPart(finished.alarm)}${scopeLines(begin, ending).map(
    (line) => markup`
<p class="scope">${line}</p>`,
  )}
</header>
<section class="next"><h${below}>What to do next</h${below}>
${nextSteps(totals, ending, begin)}${storeSteps(finished.stores)}</section>
${begin === undefined || ending?.type !== 'end' ? NOTHING : trust(finished, begin, ending, below)}${
  isMapped ? map(wide, narrow, { below, isHeld, anchors }) : NOTHING
}${findingsSection({ groups, totals, anchors, where, heading: below })}${historySection(pastOf(finished, history), below, unread)}${about(run, begin)}</section>
`;
}

function alarmPart(alarm: StandingAlarm | undefined): Markup {
  return alarm === undefined
    ? NOTHING
    : markup`
<p class="meaning alarm"><strong>${describeAlarm(alarm)}</strong></p>`;
}

/** Returns the earlier runs of the same command and root, followed by this one if it finished. */
function pastOf({ run, ending, totals }: FinishedRun, history: readonly Past[]): readonly Past[] {
  const { command, host, root, startedAt } = run;
  const past = history.filter(
    (each) =>
      each.command === command &&
      each.host === host &&
      seriesOf(each.root) === seriesOf(root) &&
      Date.parse(each.startedAt) < Date.parse(startedAt),
  );
  if (ending?.type !== 'end') return past;
  const { verdict, files, bytes, coverage, spread } = ending;
  const findings = totals.reduce((sum, { count }) => sum + count, 0);
  const whole = spread?.bytes ?? bytes;
  const covered = whole === 0 ? 0 : coverage.bytes / whole;
  return [...past, { command, host, root, startedAt, verdict, files, bytes, findings, covered }];
}

function trust({ totals, wide }: FinishedRun, begin: BeginEvent, ending: EndEvent, heading: 2 | 3): Markup {
  return markup`<section class="trust"><h${heading}>What is known, and from which source</h${heading}>
${answersTable(answersOf(begin, ending, totals), begin, ending)}${vouchersTable(begin)}${sharesTable(begin, ending, wide === undefined ? NO_FILES : goneIn(wide))}</section>
`;
}

type Mapping = {
  readonly below: 2 | 3;
  readonly isHeld: boolean;
  readonly anchors: ReadonlyMap<string, string>;
};

function map(wide: Tile, narrow: Tile, { below, isHeld, anchors }: Mapping): Markup {
  const anchorOf = (path: string): string | undefined => anchors.get(path === '' ? './' : `${path}/`);
  const frame = { isHeld, anchorOf };
  return markup`<section class="map"><h${below}>The backup by bytes</h${below}>
<figure>${drawTreemap(wide, { ...WIDE, ...frame }, 'wide')}${drawTreemap(narrow, { ...NARROW, ...frame }, 'narrow')}${treemapKey(wide, isHeld)}</figure>
${biggest(wide, isHeld)}</section>
`;
}

function biggest(root: Tile, isHeld: boolean): Markup {
  const tiles = flat(root).toSorted((a, b) => b.bytes - a.bytes);
  return markup`<details><summary>The biggest directories as a table</summary>
<div class="wide" tabindex="0" role="region" aria-label="The biggest directories"><table><caption class="heard">The biggest directories, each with its subdirectories</caption>
<thead><tr><th scope="col">Directory</th><th scope="col" class="number">Files</th><th scope="col" class="number">Bytes</th><th scope="col">Files directly in it</th></tr></thead>
<tbody>${tiles.slice(0, MOST_LISTED).map(
    (tile) =>
      markup`<tr><th scope="row"><code dir="ltr">${tile.path === '' ? './' : `${clip(tile.path, 300)}/`}</code></th><td class="number">${formatCount(tile.files)}</td><td class="number">${formatBytes(tile.bytes)}</td><td>${tile.own.files === 0 && tile.own.errors + tile.own.warnings === 0 ? '' : shadeOf(tile, isHeld).words}</td></tr>
`,
  )}</tbody></table></div>
</details>
`;
}

function flat(tile: Tile): Tile[] {
  return [tile, ...tile.below.flatMap(flat)];
}

function about({ tool, id, command, host, startedAt }: RunHeader, begin: BeginEvent | undefined): Markup {
  const facts = [
    ['Host', host],
    [
      'Command',
      begin === undefined
        ? command
        : `${command}, depth ${begin.depth}${begin.failOn === undefined ? '' : `, fails on ${begin.failOn}`}`,
    ],
    ['Started', startedAt],
    ['Run', id],
    ['Tool', tool],
  ] as const;
  return markup`<dl class="about">${facts.map(([what, value]) => markup`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>
`;
}

/** Returns the directory of a finding, without a trailing '/'. */
function directoryOf(event: FindingEvent): string {
  const [directory] = placeOf(event);
  return directory === './' ? '' : directory.slice(0, -1);
}
