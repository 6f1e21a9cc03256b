import { createHash } from 'node:crypto';
import { withElement } from './registry.js';

/** Where the vouchers that are lists alone are registered. */
const REGISTRY = { path: 'src/voucher/vouchers.ts', list: 'LISTS' };
const SAMPLE = 'A file of the sample store.\n';

/** What a new format consists of: its folder, a small store with one list and one file, and a test. */
export function format(name, id) {
  const digest = createHash('sha256').update(SAMPLE).digest('hex');
  return {
    files: {
      [`src/voucher/${name}/${name}.ts`]: `import type { Voucher } from '../kit/voucher.ts';

/** SHA-256 and name per line. To be replaced: which tool writes it, which document describes it, what it can answer. */
export const ${id}: Voucher = {
  name: '${name}',
  about: 'a sample to be replaced: SHA-256 of named files',
  list: {
    find: (names) => [...names].filter((name) => name.endsWith('.${name}')),
    open: async (candidate) => (await import('./list.ts')).open(candidate),
  },
};
`,
      [`src/voucher/${name}/list.ts`]: `import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { directoryOf, join, unsafeBecause } from '../../model/path.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';

/** Reads what the list says; undefined where the file turns out to be of another format. */
export async function open({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const entries: ManifestEntry[] = [];
  const findings = [];
  for (const [i, line] of bytes.toString('latin1').trimEnd().split('\\n').entries()) {
    const [hex = '', name = ''] = line.split(' ');
    const at = join(directoryOf(path), name);
    const unsafe = unsafeBecause(at);
    if (!/^[0-9a-f]{64}$/.test(hex))
      findings.push(finding('manifest-damaged', path, { note: \`line \${i + 1} is malformed\` }));
    else if (unsafe !== undefined) findings.push(finding('manifest-unsafe-path', path, { note: unsafe }));
    else entries.push({ path: at, kind: 'file', digests: [{ algorithm: 'sha256', hex }] });
  }
  return { inventory: 'open', entries, findings, notes: [] };
}
`,
      [`fixtures/manifests/${name}/sound/files.${name}`]: `${digest} a.txt\n`,
      [`fixtures/manifests/${name}/sound/a.txt`]: SAMPLE,
      [`test/voucher/${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { ${id} } from '../../src/voucher/${name}/${name}.ts';
import { expectUnshaken, fixtureOf, held, opened, problemsOf } from '../help/opened.ts';

describe('${name}', () => {
  it('verifies the files of a store that the real tool made', async () => {
    const root = fixtureOf('${name}', 'sound');
    const contents = await opened(${id}, root, 'files.${name}');
    expect(problemsOf(contents)).toEqual([]);
    expect(await held(root, contents)).toEqual({ held: 1, not: [] });
  });

  it('neither throws nor leads out of the root, whatever its bytes', async () => {
    await expectUnshaken(${id}, fixtureOf('${name}', 'sound'), ['files.${name}']);
  });
});
`,
    },
    edits: {
      [REGISTRY.path]: (source) =>
        withElement(source, REGISTRY.list, `async () => (await import('./${name}/${name}.ts')).${id}`),
    },
  };
}
