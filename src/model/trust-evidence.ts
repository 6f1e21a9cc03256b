import type { BytePath } from './path.ts';

/**
 * Why a manifest is not signed as it must be: there is no signature, it cannot be read or is none, it is not of these bytes,
 * nobody allowed made it, or not for this, not yet or no longer; the hash lines can be forged; no `seal` made the list.
 */
export type SignatureProblem =
  | 'missing'
  | 'unread'
  | 'malformed'
  | 'wrong'
  | 'nobody'
  | 'namespace'
  | 'not-yet'
  | 'expired'
  | 'weak'
  | 'foreign'
  | 'restless';

/** How a manifest stands to the one that was seen last: made before it, beside it, in another chain; or there is none now. */
export type HeadProblem = 'older' | 'forked' | 'foreign' | 'gone';

/** Why a signature is not taken. */
export type SignatureEvidence = {
  readonly is: 'signature';
  readonly problem: SignatureProblem;
  /** Where the signature is, or should be. */
  readonly file?: BytePath;
  /** The key that made it, as `ssh-keygen -l` shows it, and whose that is. */
  readonly key?: string;
  readonly by?: string;
  /** What about it: what is malformed, the namespace, the algorithm. */
  readonly what?: string;
};

/** One manifest of a chain. */
type Generation = { readonly seq: number; readonly digest: string; readonly created: string };

/** Why nothing confirms that a manifest is authentic. */
export type TrustEvidence =
  | SignatureEvidence
  | {
      readonly is: 'head';
      readonly problem: HeadProblem;
      readonly root: BytePath;
      /** The manifest that was seen last, and when. */
      readonly before: Generation & { readonly seenAt: string };
      readonly found?: Generation;
    };
