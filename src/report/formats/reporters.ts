/**
 * The registry of reporters. Each renders the same stream of events for one audience and never changes a verdict: a report
 * that fails is a fault of the run, not of the backup.
 */

import type { Reporter } from '../reporter.ts';
import { csv } from './csv.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html/html.ts';
import { jsonl } from './jsonl.ts';
import { junit } from './junit/junit.ts';
import { markdown } from './markdown.ts';
import { nagios } from './nagios.ts';
import { paths } from './paths.ts';
import { prometheus } from './prometheus.ts';
import { sarif } from './sarif.ts';
import { terminal } from './terminal.ts';

/** All reporters. To add one: its file, its line here, its name in names.ts, a golden output in fixtures/scenarios. */
export const REPORTERS: readonly Reporter[] = [
  terminal,
  jsonl,
  junit,
  github,
  gitlab,
  sarif,
  nagios,
  prometheus,
  csv,
  markdown,
  html,
  paths,
];

/** Returns the reporter of a name. */
export function reporterNamed(name: string): Reporter | undefined {
  return REPORTERS.find((reporter) => reporter.name === name);
}
