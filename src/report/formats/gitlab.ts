import type { FindingEvent } from '../../model/event.ts';
import { FINDING_CODES } from '../../model/finding.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Reporter } from '../reporter.ts';
import { describeEnding, outcome, splitRuns } from '../run-splitter.ts';
import { scopeWithPaths } from '../scope-text.ts';
import { visible, visiblePath } from '../text.ts';

const SEVERITIES = { error: 'critical', warning: 'major', note: 'info' } as const;

/**
 * The code quality report of GitLab: a JSON array of `{description, check_name, fingerprint, severity, location}`. It lists
 * what narrowed a run as an issue of its own, and every finding, because GitLab compares two reports by fingerprint and would count a missing one as fixed.
 */
export const gitlab: Reporter = {
  name: 'gitlab',
  about: 'a code quality report for GitLab',
  start(out) {
    let separator = '[\n';
    const write = (entry: Entry): void => {
      out.write(`${separator}${JSON.stringify(entry)}`);
      separator = ',\n';
    };
    return splitRuns(
      ({ root }, begin) => ({
        see(event) {
          if (event.type === 'finding') write(findingEntry(root, event));
        },
        end(ending) {
          for (const line of scopeWithPaths(begin, ending))
            write({
              description: `${visible(root)}: ${line}`,
              check_name: 'scope',
              fingerprint: fingerprint(root, 'scope', line),
              severity: 'info',
              location: { path: '.', lines: { begin: 1 } },
            });
          const word = outcome(ending);
          if (word !== 'failed' && word !== 'killed' && word !== 'incomplete') return;
          write({
            description: `${word}: ${visible(root)}: ${visible(describeEnding(ending))}`,
            check_name: word,
            fingerprint: fingerprint(root, word),
            severity: 'blocker',
            location: { path: '.', lines: { begin: 1 } },
          });
        },
      }),
      () => out.write(separator === '[\n' ? '[]\n' : '\n]\n'),
    );
  },
};

type Entry = {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
};

function findingEntry(root: string, event: FindingEvent): Entry {
  const { code, severity, detail } = event;
  const path = visiblePath(event);
  const said = detail === undefined ? FINDING_CODES[code].about : visible(detail);
  return {
    description: `${code}: ${path === '' ? visible(root) : path}: ${said}`,
    check_name: code,
    fingerprint: fingerprint(root, code, event.pathBytes ?? event.path),
    severity: SEVERITIES[severity],
    location: { path: path === '' ? '.' : path, lines: { begin: 1 } },
  };
}
