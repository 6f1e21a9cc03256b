import { appendFileSync } from 'node:fs';
import type { Out } from '../../report/reporter.ts';

/** The summary of the step that runs on GitHub, a file to which Markdown is added; undefined anywhere else. */
export function openStepSummary(): Out | undefined {
  const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  return file === '' ? undefined : { write: (text) => appendFileSync(file, text) };
}
