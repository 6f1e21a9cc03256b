/** What a command loads before it answers: monitors and shells ask often. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from '../help/tools.ts';
import { opened, traced } from '../help/trace.ts';

const scratch = mkdtempSync(join(tmpdir(), 'restorable-start-'));
afterAll(() => rmSync(scratch, { recursive: true }));
writeFileSync(join(scratch, 'a.txt'), 'a\n');

/** The own modules in the files of the program that a run loads, from below dist/. */
async function loaded(...args: string[]): Promise<string[]> {
  const { calls } = await traced(args, { env: { ...process.env, XDG_STATE_HOME: scratch } });
  const files = [...new Set(opened(calls))].filter((path) => /\/dist\/program\/.*\.js$/.test(path));
  return files.flatMap((file) => {
    const headings = readFileSync(file, 'utf8').matchAll(/^\/\/ dist\/(.*)\.js$/gm);
    return [...headings].flatMap(([, module]) => module ?? []);
  });
}

const GENERATORS = /^cli\/(?:arguments\/command-table|completion\/|config\/schema)/;

describe.skipIf(!needs('strace'))('before its answer', () => {
  const QUICK = ['--version', '--help', 'status', 'seal --help', 'verify --help', 'help completion'];

  it.concurrent.each(QUICK)('%s loads no engine, no format and no detector', async (line) => {
    const modules = await loaded(...line.split(' '));
    expect(modules).toContain('cli/program/main');
    expect(
      modules.filter(
        (module) =>
          !/^(?:cli|model|report)\/|^manifest\/exports\/names$|^disk\/(?:system-fault|persist)$/.test(module),
      ),
    ).toEqual([]);
    expect(modules.filter((module) => GENERATORS.test(module))).toEqual([]);
  });

  it.concurrent('the version loads no command', async () => {
    expect(await loaded('--version')).not.toContain('cli/commands/verify');
  });

  it.concurrent('verify loads no other command, and neither what writes nor what makes pages', async () => {
    const modules = await loaded('verify', scratch);
    expect(modules).toContain('engine/commands/verify');
    expect(modules.filter((module) => GENERATORS.test(module))).toEqual([]);
    for (const other of [
      'cli/commands/seal',
      'cli/commands/completion',
      'cli/commands/explain',
      'engine/commands/seal',
      'manifest/exports/exports',
    ])
      expect(modules).not.toContain(other);
  });
});
