import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import { openPgbackrest } from './list.ts';
import { COPY } from './names.ts';

const LISTS = ['backup.info', 'backup.manifest'];

/** What a repository cannot do without: the manifests of the backups that `backup.info` lists, and the files that these list. */
export async function pgbackrestParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const findings: Finding[] = [];
  for (const name of LISTS) {
    const list = [name, `${name}${COPY}`].find((each) => isThere(place, each));
    if (list === undefined) continue;
    const contents = await openPgbackrest({ root, path: join(directory, list) });
    findings.push(...(contents?.findings ?? []).filter(({ code }) => code === 'missing'));
    const lost = createSomeFindings();
    for (const { path } of contents?.entries ?? [])
      if (!isThere({ ...place, directory: '' }, path))
        lost.add({
          ...missingPart(place, list, list),
          path,
          evidence: [{ is: 'note', text: `${list} names it` }],
        });
    findings.push(...lost.all());
  }
  return findings;
}
