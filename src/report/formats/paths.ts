import type { FindingEvent } from '../../model/event.ts';
import { isAboutDirectory, isAboutManifest, isAtLeast, type Severity } from '../../model/finding.ts';
import type { Reporter } from '../reporter.ts';
import { splitRuns } from '../run-splitter.ts';

/**
 * The paths that a run names in findings which fail it, or in findings of the codes that were asked for: below the root, as
 * bytes, each ended by a NUL, as `--files-from -0`, `rsync --from0 --files-from` and `xargs -0` take them. What is about a
 * directory or the whole run has no path here. Of several findings of one path in a row, one counts.
 */
export const paths: Reporter = {
  name: 'paths',
  about: 'the paths of the findings that fail the run, each ended by a NUL, for --files-from -0 and rsync',
  start(out, { codes = [] }) {
    return splitRuns(({ failOn = 'warning' }) => {
      let last: string | undefined;
      return {
        see(event) {
          if (event.type !== 'finding' || !isNamed(event, failOn, codes)) return;
          const key = event.pathBytes ?? `/${event.path}`;
          if (key !== last) out.write(Buffer.concat([bytesOf(event), Buffer.from([0])]));
          last = key;
        },
        end() {},
      };
    });
  },
};

function isNamed(
  { code, severity, path }: FindingEvent,
  failOn: Severity,
  codes: readonly string[],
): boolean {
  if (path === '' || isAboutDirectory(code)) return false;
  if (codes.length > 0) return codes.includes(code);
  return isAtLeast(severity, failOn) && !isAboutManifest(code);
}

function bytesOf({ path, pathBytes }: FindingEvent): Buffer {
  return pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64');
}
