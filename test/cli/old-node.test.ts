/** A Node that is too old for the program: one sentence and exit 2, never a stack trace. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { execute, PROGRAM, type Ran } from '../help/program.ts';

const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const needed = engines.node.replace('>=', '');

/** Runs `restorable --version` on a Node that claims to be another version. */
function onNode(version: string): Promise<Ran> {
  const versions = `{ value: { ...process.versions, node: '${version}' } }`;
  const seam = `data:text/javascript,Object.defineProperty(process, 'versions', ${versions})`;
  return execute(process.execPath, ['--import', seam, PROGRAM, '--version']);
}

it.each(['12.22.12', '18.20.8', '20.9.0', '20.14.99'])(
  'Node %s is refused with what is needed',
  async (version) => {
    expect(await onNode(version)).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `restorable: error: Node ${needed} or newer is needed, but ${process.execPath} is ${version}\n`,
    });
  },
);

it.each(['20.15.0', '22.0.0', '100.1.0'])('runs on Node %s', async (version) => {
  expect(await onNode(version)).toMatchObject({ code: 0, stderr: '' });
});

it('a program that cannot be loaded is exit 3, never the 1 of findings', async () => {
  const loader =
    "data:text/javascript,import Module from 'node:module'; const load = Module._load; Module._load = (name, ...more) => { if (name.endsWith('main.js')) throw new Error('gone'); return load(name, ...more); };";
  const { code, stderr } = await execute(process.execPath, ['--import', loader, PROGRAM, '--version']);
  expect([code, stderr]).toEqual([3, expect.stringMatching(/^restorable: error: cannot start: Error: gone/)]);
});
