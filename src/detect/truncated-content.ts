import { nameOf } from '../model/path.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import { cutRow } from './cut-row.ts';
import type { Detector } from './detector.ts';
import { accuse, isGuarded, isTextFormat } from './evidence.ts';

const TABLES: ReadonlySet<string> = new Set(['csv', 'tsv', 'tab']);

/** The file ends before its own end: a missing end marker, a length that is not reached, a row that lacks fields. */
export const truncatedContent: Detector = {
  code: 'truncated-content',
  examine(content, path) {
    const { verdict: standing, format } = content;
    if (standing.is === 'cut') return accuse('truncated-content', standing, format, path);
    if (!TABLES.has(extensionOf(nameOf(path))) || !isTextFormat(format) || isGuarded(content))
      return undefined;
    const missing = cutRow(content);
    if (missing === undefined) return undefined;
    const detail = `ends at byte ${content.size}: ${missing}`;
    return { code: 'truncated-content', severity: 'warning', detail };
  },
};
