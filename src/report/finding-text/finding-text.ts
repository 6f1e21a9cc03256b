/** The one place where evidence becomes text. It decides nothing: stages use the evidence itself. */
import type { Evidence } from '../../model/evidence.ts';
import { CONTENT_TEXTS } from './content.ts';
import { INTEGRITY_TEXTS } from './integrity.ts';
import { TREE_TEXTS } from './tree.ts';
import { TRUST_TEXTS } from './trust.ts';
import { type ByKind, type FindingText, type Texts, USUAL_WORDS, type Wording } from './words.ts';

/** Says what a finding rests on, as `wanted`, `found` and `detail`; what nothing is known of is left out. */
export function findingText(
  { evidence = [] }: { readonly evidence?: readonly Evidence[] },
  words: Wording = USUAL_WORDS,
): FindingText {
  const texts = evidence.map((each) => ({ is: each.is, ...textOf(each.is, each, words) }));
  const wanted = texts.find((each) => each.wanted !== undefined)?.wanted;
  const found = texts.find((each) => each.found !== undefined)?.found;
  const isSampled = evidence.some(({ is }) => is === 'sampled');
  const details = texts.flatMap(({ is, detail = '' }) => (is === 'sampled' || detail === '' ? [] : [detail]));
  const detail = `${isSampled ? 'by samples: ' : ''}${details.join('; ')}`;
  return {
    ...(wanted === undefined ? {} : { wanted }),
    ...(found === undefined ? {} : { found }),
    ...(detail === '' ? {} : { detail }),
  };
}

const TEXTS: Texts<Evidence> = {
  note: ({ text }) => ({ detail: text }),
  text: ({ wanted, found }) => ({ wanted, found }),
  ...CONTENT_TEXTS,
  ...INTEGRITY_TEXTS,
  ...TREE_TEXTS,
  ...TRUST_TEXTS,
};

function textOf<Is extends Evidence['is']>(
  is: Is,
  evidence: ByKind<Evidence>[Is],
  words: Wording,
): FindingText {
  return TEXTS[is](evidence, words);
}
