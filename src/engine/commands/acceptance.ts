import type { FindingEvent } from '../../model/event.ts';
import { FINDING_CODES, type FindingCode, isAboutDirectory, isAtLeast } from '../../model/finding.ts';
import { type BytePath, fromText } from '../../model/path.ts';
import type { Selection } from '../../walk/selection.ts';

/** What may be accepted: paths, all of them where undefined, and codes. */
export type AcceptanceRule = {
  readonly paths: Selection | undefined;
  readonly codes: readonly FindingCode[];
};

/** The findings of one path. */
export type ChangedPath = { readonly path: BytePath; readonly findings: readonly FindingEvent[] };

/** What a choice comes to. Nothing of `left` is accepted; `overall` is about the tree and no path of it. */
export type Acceptance = {
  readonly chosen: readonly ChangedPath[];
  readonly left: readonly ChangedPath[];
  readonly overall: readonly FindingEvent[];
};

/**
 * Parts findings by what may be accepted. Without codes that is every change of a path whose content nobody suspects;
 * with codes it is the paths all of whose findings are named. Garbage is so only accepted by its name.
 */
export function selectAcceptable(findings: readonly FindingEvent[], choice: AcceptanceRule): Acceptance {
  const byPath = new Map<BytePath, FindingEvent[]>();
  const overall: FindingEvent[] = [];
  for (const each of findings) {
    if (!isAtLeast(each.severity, 'warning')) continue;
    if (isAboutDirectory(each.code)) {
      if (!isAllowed(each, choice)) overall.push(each);
      continue;
    }
    const path = pathOf(each);
    byPath.set(path, [...(byPath.get(path) ?? []), each]);
  }
  const all = [...byPath].map(([path, found]) => ({ path, findings: found }));
  const isChosen = (changed: ChangedPath): boolean =>
    isMeant(changed, choice) && changed.findings.every((each) => isAllowed(each, choice));
  return { chosen: all.filter(isChosen), left: all.filter((each) => !isChosen(each)), overall };
}

function isMeant({ path, findings }: ChangedPath, { paths }: AcceptanceRule): boolean {
  if (paths === undefined || paths(path)) return true;
  return findings.some(
    ({ code, found }) => code === 'moved' && found !== undefined && paths(fromText(found)),
  );
}

/** A change can be taken for right; that something could not be read cannot. */
function isAllowed({ code }: FindingEvent, { codes }: AcceptanceRule): boolean {
  const { accept } = FINDING_CODES[code];
  if (accept === 'never') return false;
  return codes.length === 0 ? accept === 'as a change' : codes.includes(code);
}

/** The path of a finding, as bytes. */
export function pathOf({ path, pathBytes }: FindingEvent): BytePath {
  return pathBytes === undefined ? fromText(path) : Buffer.from(pathBytes, 'base64').toString('latin1');
}

/** The paths that a blessing is about: where a file moved, both. */
export function pathsOf(changed: readonly ChangedPath[]): ReadonlySet<BytePath> {
  return new Set(
    changed.flatMap(({ path, findings }) => [
      path,
      ...findings.flatMap(({ code, found }) =>
        code === 'moved' && found !== undefined ? [fromText(found)] : [],
      ),
    ]),
  );
}
