/** The one place where evidence becomes text. It promises to decide nothing: what stages need, they take of the evidence. */
import type { Evidence } from '../../model/evidence.ts';
import { contentText } from './content.ts';
import { integrityText } from './integrity.ts';
import { treeText } from './tree.ts';
import { type FindingText, USUAL_WORDS, type Wording } from './words.ts';

/** Says what a finding rests on, as `wanted`, `found` and `detail`; what nothing is known of is left out. */
export function findingText(
  { evidence = [] }: { readonly evidence?: readonly Evidence[] },
  words: Wording = USUAL_WORDS,
): FindingText {
  const texts = evidence.map((each) => ({ is: each.is, ...textOf(each, words) }));
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

function textOf(evidence: Evidence, words: Wording): FindingText {
  switch (evidence.is) {
    case 'note':
      return { detail: evidence.text };
    case 'text':
      return { wanted: evidence.wanted, found: evidence.found };
    case 'ranges':
    case 'filled':
    case 'record':
    case 'random':
    case 'interleaved':
    case 'repeats':
    case 'type':
    case 'empty':
    case 'ransom-note':
    case 'cut-row':
    case 'turned':
    case 'gained':
    case 'entropy':
    case 'in-flight':
    case 'sampled':
    case 'accepted':
      return contentText(evidence, words);
    case 'outlier':
    case 'flooded':
    case 'garbage':
    case 'renamed':
    case 'entries':
    case 'lost':
    case 'least':
    case 'shrink':
    case 'age':
    case 'count':
    case 'sums':
    case 'stores':
      return treeText(evidence);
    case 'digest':
    case 'size':
    case 'kind':
    case 'target':
    case 'move':
    case 'cut':
    case 'longer':
    case 'stale':
    case 'now-random':
    case 'holds':
    case 'agrees':
    case 'packed':
    case 'store-grows':
    case 'unproven':
    case 'unread-at-seal':
    case 'unread-before':
    case 'restless':
    case 'vanished':
    case 'trouble':
    case 'link-above':
    case 'listed':
    case 'slices':
      return integrityText(evidence, words);
  }
}
