import type { Question } from '../../../model/code-row.ts';
import { CONTENT_CLASSES, type ContentClass, type Share, type Shares } from '../../../model/content.ts';
import type { BeginEvent, EndEvent } from '../../../model/event.ts';
import type { Answer } from '../../answers.ts';
import { answerReason, answerWord, QUESTION_TEXTS } from '../../answers-text.ts';
import { CONTENT_CLASS_WORDS, sumOf } from '../../content-table.ts';
import { formatBytes, formatCount, formatNumber } from '../../text.ts';
import { joined, type Markup, markup, NOTHING } from './markup.ts';

/** The answers as a table, each with how far it goes. */
export function answersTable(answers: readonly Answer[], begin: BeginEvent, end: EndEvent): Markup {
  return markup`<table class="answers"><caption class="heard">What this run knows</caption>
<thead><tr><th scope="col">Question</th><th scope="col">Answer</th><th scope="col">How far</th></tr></thead>
<tbody>${answers.map((answer) => {
    const { question, is } = answer;
    const how = [answerReason(answer), ...(is === 'not asked' ? [] : [FIGURES[question](begin, end)])];
    return markup`<tr><th scope="row">${QUESTION_TEXTS[question]}</th><td class="${`is ${is.replace(' ', '-')}`}">${answerWord(answer)}</td><td>${how.filter((part) => part !== '').join('; ')}</td></tr>
`;
  })}</tbody></table>
`;
}

/** The figures behind an answer; '' where there are none. */
const FIGURES: Readonly<Record<Question, (begin: BeginEvent, end: EndEvent) => string>> = {
  intact: (_, { files, coverage }) =>
    `${formatCount(coverage.files)} of ${formatNumber(files, 'file')} were compared with a digest`,
  complete: (_, { promised }) => (promised === undefined ? '' : formatNumber(promised, 'promised path')),
  plausible: ({ depth }, { judged = {} }) => {
    const all = sumOf(judged).files;
    const parts = (['garbage', 'suspect', 'unknown'] as const).flatMap((word) => {
      const files = judged[word]?.files ?? 0;
      return files === 0 ? [] : [`${formatCount(files)} ${CONTENT_CLASS_WORDS[word]}`];
    });
    if (all === 0) return '';
    const examined = `${formatNumber(all, 'file')} examined${depth === 'quick' ? ', big ones by samples' : ''}`;
    return [examined, ...parts].join(', ');
  },
  authentic: () => '',
};

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
      markup`<tr><th scope="row"><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="judged ${judgement}" width="10" height="10"/></svg>${CONTENT_CLASS_WORDS[judgement]}</th><td class="number">${formatCount(share.files)}</td><td class="number">${formatBytes(share.bytes)}</td></tr>
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
