import { formatCount, formatNumber } from '../../../model/counts.ts';
import { SEVERITIES } from '../../../model/finding.ts';
import { advising } from '../../urgency.ts';
import { blocksKey, drawBlocks } from './block-map.ts';
import { type BlockKind, blockMap } from './blocks.ts';
import { countAll, countOf, type FindingBatch, type Group, type Row, rowsIn, shownIn } from './groups.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

const OPEN_ROWS = 200;
/** With more findings than this, paper has the worst directories alone. */
const ON_PAPER = 500;
/** With more groups than this, the browser lays out those out of view only when needed. */
const MANY = 50;

/** Where the findings are that a page leaves out: in words, as a list of pages, and those of a group. */
export type Where = { readonly words: Markup; readonly pages: Markup; of(group: Group): Markup };

/** The input of the list of findings; `anchors` are by directory. */
export type ListedFinding = {
  readonly groups: readonly Group[];
  readonly totals: readonly FindingBatch[];
  readonly anchors: ReadonlyMap<string, string>;
  readonly where: Where;
  readonly heading: 2 | 3;
};

/** Renders the findings by directory, worst first, and counts those left out; empty without findings. */
export function findingsSection({ groups, totals, anchors, where, heading }: ListedFinding): Markup {
  if (totals.length === 0) return NOTHING;
  let open = OPEN_ROWS;
  const adviceOf = advising(totals.filter(({ severity }) => severity !== 'note').map(({ code }) => code));
  const parts = groups.map((group) => {
    const rows = rowsIn(group);
    const isOpen = open === OPEN_ROWS || rows <= open;
    open = isOpen ? Math.max(0, open - rows) : 0;
    return groupPart(group, anchors.get(group.directory) ?? '', isOpen, { where, adviceOf });
  });
  const all = countAll(totals);
  const shown = shownIn(groups);
  const left =
    shown < all
      ? markup`<p class="left">${formatCount(shown)} of ${formatNumber(all, 'finding')} are on this page: some of each kind, the worst directories first; ${where.words}.</p>
${where.pages}`
      : NOTHING;
  const kinds = kindsIn(groups);
  const isLong = all > ON_PAPER;
  const classes = `findings${groups.length > MANY ? ' many' : ''}${isLong ? ' long' : ''}`;
  const beside = where.pages.html === '' ? NOTHING : markup` data-beside="yes"`;
  const onPaper = markup`<p class="left paper">On paper: the first findings of each kind in the worst directories.</p>
`;
  return markup`<section class="${classes}" data-all="${all}"${beside}>
<h${heading}>Findings by directory</h${heading}>
${left}${isLong ? onPaper : NOTHING}${filterForm(totals)}${kinds.size === 0 ? NOTHING : blocksKey(kinds)}${parts}</section>
`;
}

/** Renders the filter form, which stays hidden without scripts. */
function filterForm(totals: readonly FindingBatch[]): Markup {
  const codes = [...new Set(totals.map(({ code }) => code))].toSorted();
  const severities = SEVERITIES.filter((severity) => countOf(totals, severity) > 0);
  return markup`<form class="filter" role="search" aria-label="Findings" hidden>
<label class="words">Search <input type="search" name="words" autocomplete="off" spellcheck="false" placeholder="path or words"></label>
<fieldset><legend>Severity</legend>${severities.map(
    (severity) =>
      markup`<label><input type="checkbox" name="severity" value="${severity}" checked> ${severity} <span class="count">${formatCount(countOf(totals, severity))}</span></label>`,
  )}</fieldset>
<label>Code <select name="code"><option value="">all</option>${codes.map(
    (code) => markup`<option value="${code}">${code}</option>`,
  )}</select></label>
<button type="reset">Clear</button>
<p class="matches" role="status"></p>
</form>
`;
}

/** Where all findings are, and what to do about a code. */
type Said = { readonly where: Where; readonly adviceOf: ReturnType<typeof advising> };

function groupPart(group: Group, anchor: string, isOpen: boolean, { where, adviceOf }: Said): Markup {
  const { directory, batches } = group;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = countOf(batches, severity);
    return count === 0
      ? []
      : [markup` <span class="count ${severity}">${formatNumber(count, severity)}</span>`];
  });
  return markup`<details class="group"${isOpen ? markup` open` : NOTHING}>
<summary><code dir="ltr">${directory}</code>${counts}</summary>
<table id="${anchor}"><caption class="heard">Findings in ${directory}</caption><colgroup><col class="name"><col></colgroup>
<thead class="heard"><tr><th scope="col">Name</th><th scope="col">What is known</th></tr></thead>
${group.batches.map((batch) => batchPart(batch, where.of(group), adviceOf))}</table>
</details>
`;
}

function batchPart(
  { code, severity, count, rows }: FindingBatch,
  where: Markup,
  adviceOf: Said['adviceOf'],
): Markup {
  const left = count - rows.length;
  return markup`<tbody data-severity="${severity}" data-code="${code}">
<tr class="head"><th colspan="2" scope="rowgroup"><span class="severity ${severity}">${severity}</span> <span class="code">${code}</span>${count > 1 ? markup` <span class="count">${formatCount(count)}</span>` : NOTHING} <span class="advice">${adviceOf(code) ?? ''}</span></th></tr>
${rows.map(rowPart)}${
  left === 0
    ? NOTHING
    : markup`<tr class="more"><td colspan="2">${rows.length === 0 ? '' : 'and '}${formatCount(left)} ${rows.length === 0 ? 'not shown' : 'more'}; ${where}</td></tr>
`
}</tbody>
`;
}

function rowPart(row: Row): Markup {
  const { name, detail = '', wanted, found, state } = row;
  const map = blockMap(row);
  const differ = [
    ...(state === undefined ? [] : [markup`<dt>file</dt><dd>${state}</dd>`]),
    ...(wanted === undefined ? [] : [markup`<dt>wanted</dt><dd><code dir="ltr">${wanted}</code></dd>`]),
    ...(found === undefined ? [] : [markup`<dt>found</dt><dd><code dir="ltr">${found}</code></dd>`]),
  ];
  return markup`<tr class="row"><td class="name">${
    name === ''
      ? markup`<span class="whole">the directory itself</span>`
      : markup`<code dir="ltr">${name}</code>`
  }</td><td>${detail === '' ? NOTHING : markup`<span class="detail" dir="ltr">${detail}</span>`}${
    map === undefined ? NOTHING : drawBlocks(map)
  }${differ.length === 0 ? NOTHING : markup`<dl class="differ">${differ}</dl>`}</td></tr>
`;
}

function kindsIn(groups: readonly Group[]): ReadonlySet<BlockKind> {
  const kinds = new Set<BlockKind>();
  for (const { batches } of groups)
    for (const { rows } of batches)
      for (const row of rows) {
        const map = blockMap(row);
        if (map === undefined) continue;
        kinds.add('plain');
        for (const { kind } of map.blocks) kinds.add(kind);
      }
  return kinds;
}
