import { createHash } from 'node:crypto';
import { formatNumber } from '../../../model/counts.ts';
import { describeEnding, headline, outcome } from '../../run-splitter.ts';
import { type Markup, markup, trusted } from './markup.ts';
import { type FinishedRun, type PageContext, runSection } from './run.ts';
import { SCRIPT } from './script.ts';
import { LAYOUT } from './style.ts';
import { COLOURS } from './style-colours.ts';

const STYLE = `${COLOURS}${LAYOUT}`;

/** All outcomes from worst to best, in the order of the exit codes. */
const WORST_FIRST = [
  'untrusted',
  'damaged',
  'suspect',
  'failed',
  'killed',
  'incomplete',
  'ordinary',
  'sound',
] as const;

/**
 * Allows nothing to be loaded, and only this style and this script, by their hashes (CSP Level 3). `data:` is for the empty
 * icon, which a browser would otherwise request from the server.
 */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(SCRIPT)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Renders the page, in parts. */
export function* page(
  finished: readonly FinishedRun[],
  context: PageContext,
): Generator<Markup, void, undefined> {
  const worst = worstOf(finished);
  const title = worst === undefined ? 'nothing was run' : headline(worst.ending);
  const [only] = finished;
  const isOne = finished.length === 1;
  const what = isOne && only !== undefined ? only.run.root : formatNumber(finished.length, 'run');
  yield opening(`${title}: ${what}`);
  if (!isOne) yield overview(finished, worst);
  for (const [i, each] of finished.entries()) yield runSection(each, isOne ? 1 : 2, `run-${i + 1}`, context);
  yield CLOSING;
}

/** Renders a page that lies beside the one that is called `of`. */
export function pageBeside(title: string, of: string, content: readonly Markup[]): Markup {
  return markup`${opening(title)}<h1>${title}</h1>
<p><a href="${encodeURIComponent(of)}">Verdict and summary</a></p>
${content}${CLOSING}`;
}

function opening(title: string): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
`;
}

const CLOSING = markup`</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;

function worstOf(finished: readonly FinishedRun[]): FinishedRun | undefined {
  const rank = ({ ending }: FinishedRun): number => WORST_FIRST.indexOf(outcome(ending));
  return finished.toSorted((a, b) => rank(a) - rank(b))[0];
}

function overview(finished: readonly FinishedRun[], worst: FinishedRun | undefined): Markup {
  if (worst === undefined)
    return markup`<h1>Nothing was run</h1>
`;
  return markup`<header class="${outcome(worst.ending)}"><h1><span class="verdict">${headline(worst.ending)}</span> ${finished.length > 1 ? `is the worst of ${finished.length} runs` : ''}</h1></header>
<nav aria-label="Runs"><table class="runs"><caption class="heard">All runs</caption>
<thead><tr><th scope="col">Verdict</th><th scope="col">Root</th><th scope="col">How it ended</th></tr></thead>
<tbody>${finished.map(
    ({ run, ending }, i) =>
      markup`<tr class="${outcome(ending)}"><td><span class="verdict">${headline(ending)}</span></td><th scope="row"><a href="#run-${i + 1}"><code dir="ltr">${run.root === '' ? run.command : run.root}</code></a></th><td>${describeEnding(ending)}</td></tr>
`,
  )}</tbody></table></nav>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
