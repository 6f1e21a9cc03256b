import type { Content, Depth, Suspicion } from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';

/** One suspicion: its finding code, and the rule that sees it in the content of one file. */
export type Detector = {
  readonly code: FindingCode;
  /** A `deep` rule leans on what the structure of the file says. */
  readonly depth: Depth;
  examine(content: Content, path: BytePath): Suspicion | undefined;
};
