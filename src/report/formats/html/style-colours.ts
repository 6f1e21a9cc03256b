/** The colours of the page, light and dark: one accent per verdict, one family per class of content. */
export const COLOURS = `
:root {
  color-scheme: light dark;
  --paper: #fff; --raised: #f6f6f4; --ink: #1d1d1b; --soft: #5c5c57; --line: #deded9;
  --sound: #22703f; --suspect: #8a5c00; --damaged: #b3261e; --untrusted: #7034a8; --incomplete: #3d5a78;
  --held-tone: #cfe6d6; --held-ink: #17351f;
  --encrypted-tone: #d3dcee; --encrypted-ink: #202d47;
  --unknown-tone: #e5e4df; --unknown-ink: #44433e;
  --suspect-1: #f8e6b9; --suspect-2: #e3b23c; --suspect-ink: #3d2c00;
  --damaged-1: #f8d3ce; --damaged-2: #ee9f97; --damaged-low-ink: #4f0f0a;
  --damaged-3: #c9443a; --damaged-4: #9c1b15; --damaged-high-ink: #fff;
  --proven: #2f7d4f; --held: #8cc7a1; --encrypted: #8fa3c7; --unknown: #c9c7bf; --doubt: #e3b23c; --garbage: #b3261e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #141517; --raised: #1d1f22; --ink: #e8e8e4; --soft: #a3a39d; --line: #34363a;
    --sound: #74c892; --suspect: #e3b34f; --damaged: #ff8a80; --untrusted: #c9a4f4; --incomplete: #9bbcdd;
    --held-tone: #23402e; --held-ink: #d3ead9;
    --encrypted-tone: #2b3550; --encrypted-ink: #d3dcee;
    --unknown-tone: #36363a; --unknown-ink: #d8d8d3;
    --suspect-1: #4c3e16; --suspect-2: #775b12; --suspect-ink: #fbeecb;
    --damaged-1: #4a2321; --damaged-2: #742c27; --damaged-low-ink: #ffe2de;
    --damaged-3: #a8342c; --damaged-4: #f0685d; --damaged-high-ink: #fff;
    --proven: #4f9c6d; --held: #2c5c3e; --encrypted: #5b71a0; --unknown: #55555a; --doubt: #c7942a; --garbage: #f0685d;
  }
}
@media print {
  :root { color-scheme: light; }
}
.ordinary, .sound { --accent: var(--sound); }
.suspect { --accent: var(--suspect); }
.damaged { --accent: var(--damaged); }
.untrusted { --accent: var(--untrusted); }
.incomplete, .failed, .killed { --accent: var(--incomplete); }

.tone.sound { fill: var(--held-tone); }
.tone.encrypted { fill: var(--encrypted-tone); }
.tone.unknown { fill: var(--unknown-tone); }
.tone.suspect-1 { fill: var(--suspect-1); }
.tone.suspect-2 { fill: var(--suspect-2); }
.tone.damaged-1 { fill: var(--damaged-1); }
.tone.damaged-2 { fill: var(--damaged-2); }
.tone.damaged-3 { fill: var(--damaged-3); }
.tone.damaged-4 { fill: var(--damaged-4); }
.tone.gone { fill: var(--damaged-1); stroke: var(--damaged); }
.hatch { fill: none; stroke: var(--damaged-2); stroke-width: 2.5; pointer-events: none; }
.label { fill: var(--ink); }
.label.gone { fill: var(--damaged-low-ink); font-weight: 600; }
.label.sound { fill: var(--held-ink); }
.label.encrypted { fill: var(--encrypted-ink); }
.label.unknown { fill: var(--unknown-ink); }
.label.suspect-1, .label.suspect-2 { fill: var(--suspect-ink); }
.label.damaged-1, .label.damaged-2 { fill: var(--damaged-low-ink); }
.label.damaged-3 { fill: var(--damaged-high-ink); }
.label.damaged-4 { fill: var(--paper); }

.judged.proven { fill: var(--proven); }
.judged.sound { fill: var(--held); }
.judged.encrypted { fill: var(--encrypted); }
.judged.unknown { fill: var(--unknown); }
.judged.unread { fill: var(--unknown-tone); }
.judged.held { fill: var(--held-tone); }
.judged.gone { fill: var(--damaged-2); }
.judged.suspect { fill: var(--doubt); }
.judged.garbage { fill: var(--garbage); }

.block.plain { fill: var(--unknown-tone); }
.block.zero { fill: var(--ink); }
.block.random { fill: var(--garbage); }
.block.pattern { fill: var(--encrypted); }
.block.changed { fill: var(--doubt); }
.block.absent { fill: var(--paper); stroke: var(--soft); stroke-dasharray: 3 2; }

.severity.error, .count.error { color: var(--damaged); }
.severity.warning, .count.warning { color: var(--suspect); }
.severity.note, .count.note { color: var(--soft); }
.is.yes { color: var(--sound); }
.is.in-part { color: var(--suspect); }
.is.no { color: var(--damaged); }
.is.not-asked, .is.unknown { color: var(--soft); }
`;
