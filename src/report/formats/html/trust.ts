import type { Question } from '../../../model/code-row.ts';
import { CONTENT_CLASSES, type ContentClass, type Share } from '../../../model/content.ts';
import { formatCount, formatNumber } from '../../../model/counts.ts';
import type { BeginEvent, EndEvent } from '../../../model/event.ts';
import type { Answer } from '../../answers.ts';
import { answerReason, answerWord, QUESTION_TEXTS } from '../../answers-text.ts';
import { CONTENT_CLASS_WORDS, sumOf } from '../../content-table.ts';
import { unreadOf } from '../../spread-text.ts';
import { formatBytes } from '../../text.ts';
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
  intact: (_, { files, coverage, spread }) =>
    `${formatCount(coverage.files)} of ${formatNumber(spread?.files ?? files, 'file')} were compared with a digest`,
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

/** The parts of a backup: what became of its files by their content, those that matched and were not examined, and those missing. */
type BackupPart = { readonly is: ContentClass | 'held' | 'unread' | 'gone'; readonly share: Share };

/** What became of all files of a backup: a bar of files, a bar of bytes, and the figures; `gone` are those that are missing. */
export function sharesTable({ command }: BeginEvent, end: EndEvent, gone: Share): Markup {
  const { files, bytes, judged = {} } = end;
  const examined = sumOf(judged);
  const rest = { files: files - examined.files, bytes: Math.max(0, bytes - examined.bytes) };
  const all: BackupPart[] = [
    ...(command === 'verify' ? [{ is: 'held', share: rest } as const] : []),
    ...CONTENT_CLASSES.flatMap((is) => (judged[is] === undefined ? [] : [{ is, share: judged[is] }])),
    { is: 'unread', share: unreadOf(end) },
    { is: 'gone', share: gone },
  ];
  const parts = all.filter(({ share }) => share.files > 0);
  if (parts.length === 0) return NOTHING;
  return markup`<figure class="shares"><figcaption>What became of the files</figcaption>
${(['files', 'bytes'] as const).map(
  (of) => markup`<p class="bar"><span>${of}</span>${bar(parts, of)}</p>
`,
)}<table><thead><tr><th scope="col">Files that</th><th scope="col" class="number">Files</th><th scope="col" class="number">Bytes</th></tr></thead>
<tbody>${parts.map(
    ({ is, share }) =>
      markup`<tr><th scope="row"><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="judged ${is}" width="10" height="10"/></svg>${PART_WORDS[is]}</th><td class="number">${formatCount(share.files)}</td><td class="number">${formatBytes(share.bytes)}</td></tr>
`,
  )}</tbody></table></figure>
`;
}

const PART_WORDS: Readonly<Record<BackupPart['is'], string>> = {
  held: 'match their digest, so that they were not examined',
  proven: 'were examined: proven by an internal checksum',
  sound: 'were examined: structurally sound',
  encrypted: 'were examined: encrypted containers',
  unknown: 'were examined, and could not be judged',
  suspect: 'were examined: suspect',
  garbage: 'were examined: garbage',
  unread: 'were only looked at in this run',
  gone: 'are missing',
};

function bar(parts: readonly BackupPart[], of: 'files' | 'bytes'): Markup {
  const all = parts.reduce((sum, { share }) => sum + share[of], 0);
  let x = 0;
  const drawn = parts.map(({ is, share }) => {
    const width = all === 0 ? 0 : (share[of] / all) * BAR;
    const rect = markup`<rect class="judged ${is}" x="${x.toFixed(2)}" width="${Math.max(width, share[of] > 0 ? 0.8 : 0).toFixed(2)}" height="12"/>`;
    x += width;
    return rect;
  });
  return markup`<svg viewBox="0 0 ${BAR} 12" preserveAspectRatio="none" aria-hidden="true">${joined(drawn, '')}</svg>`;
}
