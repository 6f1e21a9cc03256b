import { nameOf } from '../model/path.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import { cutRow } from './cut-row.ts';
import { endsAtBlock } from './cut-text.ts';
import type { Detector } from './detector.ts';
import { isBeyondStatistics, isTextFormat, structureFinding } from './evidence.ts';

const TABLES: ReadonlySet<string> = new Set(['csv', 'tsv', 'tab']);

/** The content ends early: a missing end marker, a length that is not reached, a row that lacks fields, a last line at a block. */
export const truncatedContent: Detector = {
  code: 'truncated-content',
  examine(content, path) {
    const { verdict, format } = content;
    if (verdict.is === 'cut') return structureFinding('truncated-content', verdict, format, path);
    if (isBeyondStatistics(content)) return undefined;
    const isTable = TABLES.has(extensionOf(nameOf(path))) && isTextFormat(format);
    const missing = isTable ? cutRow(content) : undefined;
    if (missing !== undefined) {
      const evidence = [{ is: 'cut-row', at: content.size, ...missing }] as const;
      return { code: 'truncated-content', severity: 'warning', evidence };
    }
    if (!endsAtBlock(content, path)) return undefined;
    const evidence = [{ is: 'cut-text', at: content.size }] as const;
    return { code: 'truncated-content', severity: 'warning', evidence };
  },
};
