import type { Finding } from '../../model/finding.ts';
import { finding } from '../../model/finding.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingAmong, type PartsPlace } from '../kit/parts.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';

const MANIFEST = /^\d{8}T\d{6}Z\.manifest$/;

type Named = { readonly name: BytePath; readonly size?: number };

/** The files that the manifests of `influxd backup -portable` and of `influx backup` name, and their sizes. */
export async function influxParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const findings: Finding[] = [];
  for (const { name: manifest } of namesOf(root, directory).filter(({ name }) => MANIFEST.test(name))) {
    const bytes = await readVoucherFile(root, join(directory, manifest));
    const named = typeof bytes === 'string' ? [] : filesIn(parsed(bytes));
    findings.push(
      ...missingAmong(
        place,
        manifest,
        named.map(({ name }) => name),
      ),
    );
    for (const { name, size } of named) {
      const found = statEntry(root, join(directory, name))?.size;
      if (found === undefined || size === undefined || found === size) continue;
      const code = found < size ? 'truncated' : 'grown';
      findings.push(
        finding(code, join(directory, name), { evidence: [{ is: 'size', wanted: size, found }] }),
      );
    }
  }
  return findings;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Returns every `fileName` in a value, with the `size` beside it. */
function filesIn(value: unknown): Named[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(filesIn);
  if (!('fileName' in value) || typeof value.fileName !== 'string' || value.fileName === '') return inner;
  const name = Buffer.from(value.fileName).toString('latin1');
  const size = 'size' in value && typeof value.size === 'number' ? { size: value.size } : {};
  return [{ name, ...size }, ...inner];
}
