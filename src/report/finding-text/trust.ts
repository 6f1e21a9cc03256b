import { formatCount } from '../../model/counts.ts';
import { toText } from '../../model/path.ts';
import type { HeadProblem, SignatureProblem, TrustEvidence } from '../../model/trust-evidence.ts';
import type { ByKind, Texts } from './words.ts';

type Signature = ByKind<TrustEvidence>['signature'];

const PROBLEMS: Readonly<Record<SignatureProblem, (evidence: Signature) => string>> = {
  missing: ({ file, what }) =>
    `it is not signed: there is no ${nameOf(file)}${what === undefined ? '' : `, only ${what}, which is not checked`}`,
  unread: ({ file, what }) => `${nameOf(file)} cannot be read (${what})`,
  malformed: ({ file, what }) => `${nameOf(file)} is no signature: ${what}`,
  wrong: ({ file, key }) =>
    `${nameOf(file)} is not of these bytes: the manifest or the signature was changed (${key})`,
  nobody: ({ key }) => `it is signed by ${key}, which is nobody's who is allowed to`,
  namespace: ({ key, by, what }) =>
    `it is signed by ${key} for ${JSON.stringify(what)}${by === undefined ? ', not for "restorable-manifest"' : ''}`,
  'not-yet': ({ key }) => `it is signed by ${key}, which is not valid yet`,
  expired: ({ key }) => `it is signed by ${key}, which is no longer valid`,
  weak: ({ what }) => `it is signed, but its hash lines are ${what}: other content with the same can be made`,
  foreign: () => 'only a manifest of restorable seal can be signed, and this is none',
  restless: () => 'it changed while it was being read',
};

const HEADS: Readonly<Record<HeadProblem, string>> = {
  older: 'it is older than the last one',
  forked: 'it does not follow the last one, but another beside it',
  foreign: 'it does not follow the last one: it is of another chain',
  gone: 'there is none any more',
};

/** Why a manifest is not to be trusted, in words. */
export const TRUST_TEXTS: Texts<TrustEvidence> = {
  head: ({ problem, root, before, found }) => ({
    detail: `${HEADS[problem]}${found === undefined ? '' : `: ${generation(found)}`}; ${generation(before)} was seen here at ${before.seenAt}; if this is meant: restorable head --pin ${toText(root)}`,
  }),
  signature: (evidence) => ({ detail: PROBLEMS[evidence.problem](evidence) }),
};

function generation({
  seq,
  digest,
  created,
}: Readonly<Record<'digest' | 'created', string>> & { readonly seq: number }): string {
  return `generation ${formatCount(seq)} of ${created} (${digest.slice(0, 19)}…)`;
}

function nameOf(file = ''): string {
  return toText(file).split('/').at(-1) ?? '';
}
