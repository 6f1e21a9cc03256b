/** The layout of the page: one column, on screens of any width and on paper. */
export const LAYOUT = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 4rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.5rem 5rem; }
code {
  font: 0.92em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate;
}
.detail, dd { overflow-wrap: anywhere; }
h1, h2, h3 { font-weight: 600; line-height: 1.25; margin: 2.75rem 0 0.75rem; }
h1 { font-size: 1.6rem; margin-top: 0; }
h2 { font-size: 1.15rem; }
h3 { font-size: 1rem; }
h1 code, h2 code { font-weight: 400; }
h1 .verdict { display: block; font-size: 2.6rem; line-height: 1.1; margin-bottom: 0.35rem; }
.verdict { color: var(--accent); font-weight: 700; }
.verdict::first-letter { text-transform: uppercase; }
.run .verdict { display: inline-block; }
h1 .verdict, .run h1 .verdict { display: block; }
.run + .run, nav + .run { border-top: 1px solid var(--line); margin-top: 3.5rem; padding-top: 1px; }
p, ol, dl, figure, table { margin: 0 0 0.75rem; }
.meaning { font-size: 1.15rem; max-width: 46rem; }
.ending, .left, .whole, .because, .matches, caption { color: var(--soft); }
.next { border-left: 3px solid var(--accent); padding: 0.1rem 0 0.1rem 1.25rem; margin: 1.75rem 0; }
.next h2, .next h3 { margin: 0 0 0.5rem; }
.steps { padding-left: 1.25rem; max-width: 46rem; margin-bottom: 0; }
.steps li + li { margin-top: 0.4rem; }
.because { display: block; font-size: 0.875rem; }

table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: left; padding: 0.75rem 0 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); font-size: 0.8125rem; white-space: nowrap; vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.is { font-weight: 600; white-space: nowrap; }
.wide { overflow-x: auto; }
.vouchers { min-width: 34rem; }
.shares { display: block; margin-top: 1.25rem; }
.shares table { max-width: 34rem; }
.bar { display: flex; align-items: center; gap: 0.75rem; margin: 0 0 0.3rem; }
.bar span { width: 3rem; color: var(--soft); font-size: 0.8125rem; }
.bar svg { flex: 1; height: 12px; }
.swatch { width: 0.7em; height: 0.7em; margin-right: 0.5em; vertical-align: 0; }

.treemap { display: block; width: 100%; height: auto; }
.treemap.narrow { display: none; }
.treemap .edge { fill: var(--raised); stroke: var(--line); stroke-width: 1; }
.treemap text { font-size: 12px; }
.treemap a:hover .tone { stroke: var(--ink); stroke-width: 2; }
.treemap a:focus-visible { outline: none; }
.treemap a:focus-visible .tone { stroke: var(--ink); stroke-width: 3; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; padding: 0; margin: 0.6rem 0 1rem; font-size: 0.8125rem; color: var(--soft); }

summary { cursor: pointer; padding: 0.45rem 0; }
summary:focus-visible, a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
.group { border-top: 1px solid var(--line); }
.many .group { content-visibility: auto; contain-intrinsic-size: auto 2.4rem; }
.group[open] { padding-bottom: 0.75rem; }
.group summary .count { margin-left: 0.75rem; font-size: 0.875rem; white-space: nowrap; }
.group table { table-layout: fixed; }
.group td, .group th { border-bottom: 0; }
.group .head th { padding-top: 0.6rem; }
.severity, .code { font-weight: 600; }
.head .count { color: var(--soft); }
.advice { color: var(--soft); display: block; font-size: 0.875rem; }
.row td { border-top: 1px solid var(--line); padding-left: 1rem; }
col.name { width: 34%; }
.runs td:first-child { width: 1%; white-space: nowrap; }
.runs tbody th { width: 30%; }
a { color: inherit; }
.runs .verdict { display: inline-block; }
.pages { columns: 22rem; font-size: 0.875rem; padding-left: 1.75rem; }
.more td { color: var(--soft); padding-left: 1rem; font-size: 0.875rem; }
.blocks { display: block; width: 100%; max-width: 30rem; height: 12px; margin: 0.35rem 0; }
.blocks.open { border-right: 2px dotted var(--soft); }
.differ { display: grid; grid-template-columns: auto 1fr; gap: 0 0.75rem; margin: 0.1rem 0 0; font-size: 0.8125rem; }
.differ dt { color: var(--soft); }
.differ dd { margin: 0; }

.filter { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1.25rem; padding: 0.9rem 0; font-size: 0.9375rem; }
.filter .words { flex: 1 1 16rem; }
.filter input[type='search'], .filter select, .filter button { height: 2.2rem; font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0.3rem 0.5rem; }
.filter input[type='search'] { display: block; width: 100%; }
.filter select { display: block; max-width: 14rem; }
.filter fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; }
.filter legend { color: var(--soft); padding: 0; }
.filter label { color: var(--soft); }
.filter fieldset label { color: var(--ink); display: inline-flex; align-items: center; gap: 0.35rem; height: 2.2rem; }
.filter .matches { flex-basis: 100%; margin: 0; }
.filter .matches:empty { display: none; }

.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem 1.5rem; }
.plots figcaption { font-size: 0.8125rem; color: var(--soft); }
.plots strong { color: var(--ink); font-weight: 600; }
.plots svg { display: block; width: 100%; border-bottom: 1px solid var(--line); }
.plots polyline { fill: none; stroke: var(--soft); stroke-width: 1.25; }
.plots circle { fill: var(--accent); }

.about { margin-top: 2.5rem; display: flex; flex-wrap: wrap; gap: 0.4rem 2rem; font-size: 0.8125rem; color: var(--soft); }
.about dt, .about dd { display: inline; margin: 0; }
.about dt::after { content: ' '; }
.about dd { color: var(--ink); }
.paper { display: none; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.2rem; }
  h1 .verdict { font-size: 2.1rem; }
  .treemap.wide { display: none; }
  .treemap.narrow { display: block; }
  .answers tr { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
  .answers thead { display: none; }
  .answers th, .answers td { border: 0; padding: 0; }
  .answers td:last-child { grid-column: 1 / -1; color: var(--soft); font-size: 0.875rem; }
  .vouchers { min-width: 0; }
  .vouchers tr { display: grid; grid-template-columns: auto auto 1fr; gap: 0 1rem; padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
  .vouchers thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .vouchers th, .vouchers td { border: 0; padding: 0; text-align: left; }
  .vouchers th, .vouchers td:last-child { grid-column: 1 / -1; }
  .vouchers td:last-child { color: var(--soft); font-size: 0.875rem; }
  .vouchers .number:not(:empty)::after { content: ' files'; }
  col.name { width: 42%; }
  .row td, .pages { columns: 22rem; font-size: 0.875rem; padding-left: 1.75rem; }
.more td { padding-left: 0.5rem; padding-right: 0.5rem; }
}
@media print {
  html { font-size: 10pt; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .filter { display: none; }
  h1, h2, h3, summary, .head { break-after: avoid; }
  tr, figure, .next { break-inside: avoid; }
  .many .group { content-visibility: visible; }
  section.long .group:nth-of-type(n+7), section.long .row:nth-child(n+12), .pages { display: none; }
  .paper { display: block; }
  details::details-content { content-visibility: visible !important; display: block !important; block-size: auto !important; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
