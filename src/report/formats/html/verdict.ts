import { formatCount, formatNumber } from '../../../model/counts.ts';
import type { BeginEvent } from '../../../model/event.ts';
import { type Ending, outcome } from '../../run-splitter.ts';
import { unreadOf } from '../../spread-text.ts';
import type { StoreSummary } from '../../store-advice.ts';
import { advising, byUrgency, sumByCode } from '../../urgency.ts';
import type { FindingBatch } from './groups.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

const MOST_STEPS = 6;

type Step = { readonly advice: string; readonly codes: Set<string>; count: number };

/** What a verdict means to someone who must decide about a restore, in one or two sentences. */
export function meaning(ending: Ending, command: string): string {
  switch (outcome(ending)) {
    case 'sound':
      if (ending?.type === 'end' && ending.filesFrom !== undefined)
        return 'What was listed was read and held. The rest of the backup was not looked at.';
      if (unreadOf(ending).files > 0)
        return 'All of it is there, and what was read of it in this run held. The rest was only looked at; the scope says how far it is proven.';
      if (command === 'scan')
        return 'Nothing here looks like garbage. Whether the bytes are still what they were, and whether all is there, was not asked.';
      if (command === 'seal')
        return 'Everything was read, and what was read now has a manifest that vouches for it.';
      return 'Everything in scope was read and held. As far as it can be known from here, it will restore.';
    case 'ordinary':
      return 'Between the two generations there is ordinary change only. What stayed the same was not looked at.';
    case 'suspect':
      return 'Nothing is proven to be damaged, but something is not as it should be. Look at the warnings before you restore.';
    case 'damaged':
      return 'Do not restore this as it is. Some of it is damaged, missing or not what it should be; it is named below.';
    case 'incomplete':
      return 'Not all of it could be read, so nobody knows whether the rest is sound.';
    case 'untrusted':
      return 'The manifest cannot be trusted, so it proves nothing about the files. They may well be sound.';
    case 'failed':
      return 'The run could not begin or not go on. It says nothing about the backup.';
    case 'killed':
      return 'The run was cut off before its end. What was found until then is below; nobody knows about the rest.';
  }
}

/** What to do next: one step for each advice that findings gave, the most urgent first; notes need nothing. */
export function nextSteps(
  totals: readonly FindingBatch[],
  ending: Ending,
  begin: BeginEvent | undefined,
): Markup {
  const steps = new Map<string, Step>();
  const counted = totals.filter(({ severity }) => severity !== 'note');
  const adviceOf = advising(counted.map(({ code }) => code));
  for (const { code, count } of byUrgency(sumByCode(counted))) {
    const advice = adviceOf(code);
    if (advice === undefined) continue;
    const step = steps.get(advice) ?? { advice, codes: new Set(), count: 0 };
    steps.set(advice, step);
    step.codes.add(code);
    step.count += count;
  }
  const told = [...steps.values()].map(
    ({ advice, codes, count }) =>
      markup`<li>${sentence(advice)} <span class="because">${formatCount(count)} × ${[...codes].join(', ')}</span></li>
`,
  );
  const more = told.length - MOST_STEPS;
  const items =
    told.length > 0
      ? told.slice(0, MOST_STEPS)
      : [
          markup`<li>${calm(ending, begin)}</li>
`,
        ];
  return markup`<ol class="steps">
${items}${
  more > 0
    ? markup`<li>${`Then see to the ${more} other kinds of findings below.`}</li>
`
    : NOTHING
}</ol>
`;
}

/** What to do where no finding gives advice. */
function calm(ending: Ending, begin: BeginEvent | undefined): string {
  if (ending === undefined) return 'Find out what ended the run, and run it again.';
  if (ending.type === 'fault')
    return sentence(ending.hint === '' ? 'run again when this is mended' : ending.hint);
  if (ending.verdict === 'incomplete' && ending.interrupted === true)
    return 'Run it again, and let it come to its end.';
  if (ending.verdict === 'incomplete') return 'See what could not be read, and run again.';
  if (begin?.command === 'scan')
    return 'Seal it, so that from now on damage and loss can be proven: restorable seal DIR.';
  if (begin?.command === 'compare')
    return 'Verify or scan the new generation too: what stayed the same may be bad in both.';
  if (begin?.command === 'seal')
    return 'Keep a copy of the manifest where the storage cannot write, and verify from now on.';
  return 'Nothing. Verify again before the day of the restore.';
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

/** What the tools of stores can do about findings in them. */
export function storeSteps(stores: ReturnType<StoreSummary['stores']>): Markup {
  if (stores.length === 0) return NOTHING;
  const items = stores.map(
    ({ name, findings, advice }) =>
      markup`<li><code dir="ltr">${name}</code> <span class="because">${formatNumber(findings, 'finding')}</span>: ${advice}</li>
`,
  );
  return markup`<ul class="stores">
${items}</ul>
`;
}
