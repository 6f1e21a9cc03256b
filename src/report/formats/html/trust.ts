import { CONTENT_CLASSES, type ContentClass, type Share, type Shares } from '../../../model/content.ts';
import type { BeginEvent, EndEvent } from '../../../model/event.ts';
import { completenessOf } from '../../completeness.ts';
import { JUDGEMENT_WORDS, sumOf } from '../../content-table.ts';
import { formatBytes, formatCount, formatNumber } from '../../text.ts';
import type { FindingBatch } from './groups.ts';
import { joined, type Markup, markup, NOTHING } from './markup.ts';

/** A question about the backup and what the run answers; `in part` is a yes that does not go for everything. */
export type TrustAnswer = {
  readonly question: string;
  readonly is: 'yes' | 'no' | 'in part' | 'not known';
  readonly how: string;
};

const NOT_HELD = ['corrupt', 'changed', 'truncated', 'grown', 'retyped', 'relinked', 'unreadable'] as const;
const NOT_THERE = ['missing', 'moved', 'unexpected'] as const;

/** What a run knows of the questions that a restore depends on; `totals` are its findings, of which notes say nothing. */
export function answersOf(
  begin: BeginEvent,
  end: EndEvent,
  totals: readonly FindingBatch[],
): readonly TrustAnswer[] {
  return [
    { question: 'Are the bytes still what was promised?', ...intact(begin, end, totals) },
    { question: 'Is all there that was promised, and nothing else?', ...complete(begin, end, totals) },
    { question: 'Is the content what it should be, and no garbage?', ...plausible(begin, end) },
    { question: 'Is it certain that nobody rewrote data and digests together?', ...authentic(begin) },
  ];
}

type Known = Omit<TrustAnswer, 'question'>;

function intact(begin: BeginEvent, end: EndEvent, totals: readonly FindingBatch[]): Known {
  const why = unasked(begin, end);
  if (why !== undefined) return { is: 'not known', how: why };
  const { files, coverage } = end;
  const held = `${formatCount(coverage.files)} of ${formatNumber(files, 'file')} were held against a digest`;
  const bad = countOf(totals, NOT_HELD);
  if (bad > 0) return { is: 'no', how: `${formatCount(bad)} ${bad === 1 ? 'does' : 'do'} not hold; ${held}` };
  if (coverage.files === 0) return { is: 'not known', how: held };
  return { is: coverage.files < files || end.verdict === 'incomplete' ? 'in part' : 'yes', how: held };
}

function complete(begin: BeginEvent, end: EndEvent, totals: readonly FindingBatch[]): Known {
  const why = unasked(begin, end);
  if (why !== undefined) return { is: 'not known', how: why };
  if (countOf(totals, NOT_THERE) > 0) {
    const told = NOT_THERE.map((code) => ({ code, count: countOf(totals, [code]) }));
    const how = told.flatMap(({ code, count }) => (count === 0 ? [] : [`${formatCount(count)} ${code}`]));
    return { is: 'no', how: how.join(', ') };
  }
  const known = completenessOf(begin);
  if (known.is === 'no') return { is: 'not known', how: known.why };
  if (begin.filesFrom !== undefined)
    return { is: 'in part', how: `only ${formatNumber(begin.filesFrom, 'listed path')} in scope` };
  const all = formatNumber(end.promised ?? 0, 'promised path');
  const how = end.promised === undefined ? 'there is a closed inventory' : `${all}, and all are there`;
  if (known.is !== 'yes') return { is: 'in part', how: `${how}; ${known.why}` };
  return { is: end.verdict === 'incomplete' ? 'in part' : 'yes', how };
}

function plausible({ command, depth }: BeginEvent, { judged = {} }: EndEvent): Known {
  const all = sumOf(judged);
  const rest = command === 'verify' ? '; files whose digest holds are not examined again' : '';
  if (all.files === 0) return { is: 'not known', how: `no file was examined${rest}` };
  const unknown = judged.unknown?.files ?? 0;
  const examined = `${formatNumber(all.files, 'file')} examined${depth === 'quick' ? ', big ones by samples' : ''}`;
  const doubtful = judged.suspect?.files ?? 0;
  const how = [
    ...(judged.garbage === undefined ? [] : [`${formatNumber(judged.garbage.files, 'file')} garbage`]),
    ...(doubtful === 0 ? [] : [`${formatNumber(doubtful, 'file')} suspect`]),
    `${examined}${unknown === 0 ? '' : `, ${formatCount(unknown)} could not be judged`}${rest}`,
  ].join('; ');
  if (judged.garbage !== undefined) return { is: 'no', how };
  if (doubtful > 0) return { is: 'in part', how };
  return { is: unknown === 0 ? 'yes' : unknown === all.files ? 'not known' : 'in part', how };
}

function authentic({ command }: BeginEvent): Known {
  return { is: 'not known', how: command === 'verify' ? 'nothing is signed' : 'this was not asked' };
}

/** Why nothing can be said against a promise; undefined where it can. */
function unasked({ command, vouchers }: BeginEvent, { verdict }: EndEvent): string | undefined {
  if (command === 'scan') return 'no manifest was asked';
  if (command === 'seal') return 'this run made the promise; verify holds the tree against it';
  if (command === 'compare') return 'two generations were compared, which proves neither';
  if (vouchers.length === 0) return 'nothing vouches for this tree';
  return verdict === 'untrusted' ? 'the manifest cannot be trusted' : undefined;
}

function countOf(totals: readonly FindingBatch[], codes: readonly string[]): number {
  return totals.reduce(
    (sum, { code, severity, count }) => sum + (severity !== 'note' && codes.includes(code) ? count : 0),
    0,
  );
}

/** The questions as a table. */
export function answersTable(answers: readonly TrustAnswer[]): Markup {
  return markup`<table class="answers"><caption class="heard">What this run knows</caption>
<thead><tr><th scope="col">Question</th><th scope="col">Answer</th><th scope="col">How far</th></tr></thead>
<tbody>${answers.map(
    ({ question, is, how }) =>
      markup`<tr><th scope="row">${question}</th><td class="${`is ${is.replace(' ', '-')}`}">${is}</td><td>${how}</td></tr>
`,
  )}</tbody></table>
`;
}

/** Who vouches for the tree, as a table; nothing where nobody does. */
export function vouchersTable({ vouchers }: BeginEvent): Markup {
  if (vouchers.length === 0) return NOTHING;
  return markup`<div class="wide" tabindex="0" role="region" aria-label="Who vouches for it"><table class="vouchers"><caption>Who vouches for it</caption>
<thead><tr><th scope="col">Manifest</th><th scope="col">Format</th><th scope="col" class="number">Files</th><th scope="col">Answers</th><th scope="col">Notes</th></tr></thead>
<tbody>${vouchers.map(
    ({ path, format, entries, answers, notes = [] }) =>
      markup`<tr><th scope="row"><code dir="ltr">${path}</code></th><td>${format}</td><td class="number">${entries === 0 ? '' : formatCount(entries)}</td><td>${answers.join(', ')}</td><td>${notes.join('; ')}</td></tr>
`,
  )}</tbody></table></div>
`;
}

const BAR = 400;

/** How far the content of the examined files could be judged: a bar of files, a bar of bytes, and the figures. */
export function sharesTable(judged: Shares | undefined): Markup {
  const all = sumOf(judged);
  if (judged === undefined || all.files === 0) return NOTHING;
  const parts = CONTENT_CLASSES.flatMap((judgement) => {
    const share = judged[judgement];
    return share === undefined || share.files === 0 ? [] : [{ judgement, share }];
  });
  return markup`<figure class="shares">
${(['files', 'bytes'] as const).map(
  (of) => markup`<p class="bar"><span>${of}</span>${bar(parts, of, all[of])}</p>
`,
)}<table><caption>What became of the files that were examined</caption>
<thead><tr><th scope="col">Content</th><th scope="col" class="number">Files</th><th scope="col" class="number">Bytes</th></tr></thead>
<tbody>${parts.map(
    ({ judgement, share }) =>
      markup`<tr><th scope="row"><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="judged ${judgement}" width="10" height="10"/></svg>${JUDGEMENT_WORDS[judgement]}</th><td class="number">${formatCount(share.files)}</td><td class="number">${formatBytes(share.bytes)}</td></tr>
`,
  )}</tbody></table></figure>
`;
}

type Part = { readonly judgement: ContentClass; readonly share: Share };

function bar(parts: readonly Part[], of: 'files' | 'bytes', all: number): Markup {
  let x = 0;
  const drawn = parts.map(({ judgement, share }) => {
    const width = all === 0 ? 0 : (share[of] / all) * BAR;
    const rect = markup`<rect class="judged ${judgement}" x="${x.toFixed(2)}" width="${Math.max(width, share[of] > 0 ? 0.8 : 0).toFixed(2)}" height="12"/>`;
    x += width;
    return rect;
  });
  return markup`<svg viewBox="0 0 ${BAR} 12" preserveAspectRatio="none" aria-hidden="true">${joined(drawn, '')}</svg>`;
}
