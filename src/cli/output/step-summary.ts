import { appendFileSync } from 'node:fs';
import type { Out } from '../../report/reporter.ts';

/** Opens the step summary of GitHub Actions, a file that Markdown is appended to; undefined elsewhere. */
export function openStepSummary(): Out | undefined {
  const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  return file === '' ? undefined : { write: (text) => appendFileSync(file, text) };
}
