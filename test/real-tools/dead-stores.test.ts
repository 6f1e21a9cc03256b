/** Stores that are dead at their root: the tool that made them can restore nothing from what is left. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isFinding, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();

function sh(script: string, cwd: string): void {
  const env = { ...process.env, HOME: cwd };
  execFileSync('bash', ['-ec', script], { cwd, env, stdio: 'ignore' });
}

/** The exit code of a scan, and the codes of its errors. */
async function scanned(root: string): Promise<readonly (string | number | null)[]> {
  const { code, events } = await told(['scan', root]);
  const errors = events.filter(isFinding).filter(({ severity }) => severity === 'error');
  return [code, ...errors.map((each) => each.code)];
}

const ZIP_OF_NOTHING_LOST = `python3 -c "
import zipfile
for name in ('duplicati-20260101T000000Z.dlist.zip', 'duplicati-b' + '0' * 32 + '.dblock.zip'):
    with zipfile.ZipFile(name, 'w') as file: file.writestr('manifest', '[1]')
"`;

describe.each([
  {
    tools: ['umoci'],
    store: 'an OCI layout',
    make: '(cd ..; umoci init --layout oci; umoci new --image oci:a; umoci insert --image oci:a source /source); cp -r ../oci/. .',
    dead: [
      'rm blobs/sha256/*',
      'rm index.json',
      ': > index.json',
      ': > oci-layout',
      'truncate -s 15 oci-layout',
      'echo {} > oci-layout',
    ],
  },
  {
    tools: ['duplicity'],
    store: 'a backup of duplicity',
    make: 'duplicity --no-encryption --archive-dir ../cache ../source "file://$PWD"',
    dead: ['rm *vol1*', 'rm *.manifest'],
  },
  {
    tools: ['rdiff-backup'],
    store: 'a mirror of rdiff-backup',
    make: 'rdiff-backup ../source .',
    dead: ['rm rdiff-backup-data/mirror_metadata*.snapshot.gz', 'rm rdiff-backup-data/current_mirror*'],
  },
  { tools: ['python3'], store: 'volumes of Duplicati', make: ZIP_OF_NOTHING_LOST, dead: ['rm *dblock*'] },
])('$store', ({ tools, make, dead }) => {
  const hasTools = needs(...tools);
  let store = '';
  beforeAll(() => {
    if (!hasTools) return;
    const top = mkdtempSync(join(scratch, 'dead-'));
    store = join(top, 'store');
    mkdirSync(join(top, 'source'));
    mkdirSync(store);
    for (let i = 0; i < 20; i++)
      writeFileSync(join(top, 'source', `file${i}.txt`), `line ${i}\n`.repeat(99 + i));
    sh(make, store);
  });

  it.skipIf(!hasTools)('is left alone as its tool leaves it', async () => {
    expect(await scanned(store)).toEqual([0]);
  });

  it.skipIf(!hasTools).each(dead)('is an error after: %s', async (script) => {
    const copy = join(mkdtempSync(join(scratch, 'copy-')), 'store');
    cpSync(store, copy, { recursive: true });
    sh(script, copy);
    const [code, ...errors] = await scanned(copy);
    expect(code).toBe(1);
    expect(errors).not.toEqual([]);
  });
});
