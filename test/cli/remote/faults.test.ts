/** What a remote, or rclone, may do wrong in the middle of a run: never exit 0 for what was not read. */
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../../help/folder.ts';
import { proseOf } from '../../help/made.ts';
import { told } from '../../help/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const { path: home, write } = makeFolder();
const tools = join(home, 'tools');

async function verified(wrong: string): Promise<readonly [code: number | null, ...findings: string[]]> {
  const PATH = `${tools}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { ...process.env, PATH, STAND_IN: wrong, XDG_STATE_HOME: home };
  const { code, events, findings } = await told(['verify', `rclone:X:${home}/tree`], { env });
  expect(events.at(-1)?.type).toBe('end');
  return [code, ...findings];
}

describe('a remote that does wrong', () => {
  beforeAll(async () => {
    mkdirSync(tools);
    writeFileSync(join(tools, 'package.json'), '{ "type": "module" }');
    copyFileSync(new URL('stand-in.js', import.meta.url), join(tools, 'rclone'));
    chmodSync(join(tools, 'rclone'), 0o755);
    write('tree/sub/it.txt', proseOf(2000));
    write('tree/sub/other.txt', proseOf(20));
    write('tree/top.txt', proseOf(10));
    expect((await told(['seal', join(home, 'tree')])).code).toBe(0);
  });

  it.each<[string, readonly [number, ...string[]]]>([
    ['nothing', [0]],
    ['breaks', [0]],
    ['cut list', [0]],
    ['flips', [1, 'unsettled sub/it.txt']],
    ['breaks always', [3, 'denied sub/it.txt']],
    ['grown', [3, 'denied sub/it.txt']],
    ['other range', [3, 'denied sub/it.txt']],
    ['refused', [3, 'denied sub/it.txt']],
    ['unlisted', [3, 'denied sub']],
  ])('%s', async (wrong, wanted) => {
    expect(await verified(wrong)).toEqual(wanted);
  });

  it('dies', async () => {
    const [code, ...findings] = await verified('dies');
    expect(findings).toContain('denied sub/it.txt');
    expect(findings.every((each) => each.startsWith('denied '))).toBe(true);
    expect(code).toBe(3);
  });

  it('is too old', async () => {
    await expect(verified('old')).rejects.toThrow('rclone 1.50 is too old');
  });
});
