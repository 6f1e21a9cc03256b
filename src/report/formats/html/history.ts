import { scaleLinear } from 'd3-scale';
import { formatCount } from '../../../model/counts.ts';
import type { Past } from '../../reporter.ts';
import { formatBytes } from '../../text.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

const WIDTH = 240;
const HEIGHT = 56;
const EDGE = 4;
/** The length of the date in a timestamp. */
const DAY = 10;

type Measure = {
  readonly name: string;
  readonly of: (past: Past) => number;
  readonly say: (value: number) => string;
};

const MEASURES: readonly Measure[] = [
  { name: 'Files', of: (past) => past.files, say: formatCount },
  { name: 'Bytes', of: (past) => past.bytes, say: formatBytes },
  { name: 'Findings', of: (past) => past.findings, say: formatCount },
  {
    name: 'Checked against a digest',
    of: (past) => past.covered,
    say: (part) => `${Math.floor(part * 100)} %`,
  },
];

/** Renders the last runs as small plots, oldest first, and as a table; empty for less than two runs. */
export function historySection(runs: readonly Past[], heading: 2 | 3): Markup {
  if (runs.length < 2) return NOTHING;
  const [from = '', to = ''] = [runs[0], runs.at(-1)].map((run) => run?.startedAt.slice(0, DAY));
  return markup`<section class="history"><h${heading}>The last ${runs.length} runs</h${heading}>
<p>From ${from} to ${to}, each dot in the colour of its verdict.</p>
<div class="plots">${MEASURES.map((measure) => plot(runs, measure))}</div>
${table(runs)}</section>
`;
}

/** Plots one measure over time, from zero up, with a dot per run in the colour of its verdict. */
function plot(runs: readonly Past[], { name, of, say }: Measure): Markup {
  const times = runs.map(({ startedAt }, i) => Date.parse(startedAt) || i);
  const values = runs.map(of);
  const most = Math.max(...values);
  const x = scaleLinear()
    .domain([Math.min(...times), Math.max(...times)])
    .range([EDGE, WIDTH - EDGE]);
  const y = scaleLinear()
    .domain([0, most === 0 ? 1 : most])
    .range([HEIGHT - EDGE, EDGE]);
  const points = values.map((value, i) => [x(times[i] ?? 0).toFixed(1), y(value).toFixed(1)] as const);
  const line = points.map((point) => point.join(',')).join(' ');
  return markup`<figure><figcaption>${name} <strong>${say(values.at(-1) ?? 0)}</strong></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><polyline points="${line}"/>${points.map(
    ([cx, cy], i) => markup`<circle class="${runs[i]?.verdict ?? ''}" cx="${cx}" cy="${cy}" r="2.5"/>`,
  )}</svg></figure>
`;
}

function table(runs: readonly Past[]): Markup {
  return markup`<details><summary>The same as a table</summary>
<div class="wide" tabindex="0" role="region" aria-label="The last runs"><table><caption class="heard">The last runs, the newest first</caption>
<thead><tr><th scope="col">Started</th><th scope="col">Verdict</th>${MEASURES.map(
    ({ name }) => markup`<th scope="col" class="number">${name}</th>`,
  )}</tr></thead>
<tbody>${runs.toReversed().map(
    (past) =>
      markup`<tr class="${past.verdict}"><th scope="row">${past.startedAt}</th><td><span class="verdict">${past.verdict}</span></td>${MEASURES.map(
        ({ of, say }) => markup`<td class="number">${say(of(past))}</td>`,
      )}</tr>
`,
  )}</tbody></table></div></details>
`;
}
