import type { Content, ContentFinding } from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';

/** One kind of finding: its code, and the rule that detects it in the content of one file. */
export type Detector = {
  readonly code: FindingCode;
  examine(content: Content, path: BytePath): ContentFinding | undefined;
};
