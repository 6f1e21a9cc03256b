/** docs/ci.md and the action: the YAML holds, and every shell line does what the page says it does. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import {
  type Action,
  FATES,
  fill,
  makeBackup,
  makeWorkplace,
  runAction,
  runShell,
  type Step,
  type Workplace,
} from './help/ci.ts';
import { parseEvents, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
const top = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/ci.md', top), 'utf8');
const actionText = readFileSync(new URL('.github/actions/verify/action.yml', top), 'utf8');
const action: Action = parse(actionText);

function block(language: string, head: string): string {
  const blocks = page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm);
  for (const [, name, text = ''] of blocks) if (name === language && text.startsWith(head)) return text;
  throw new Error(`no block ${head}`);
}

type Workflow = {
  readonly jobs: Readonly<
    Record<string, { readonly env: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
};
type GitLabJob = { readonly before_script?: readonly string[]; readonly script: readonly string[] };

const workflowText = block('yaml', '# .github/');
const workflow: Workflow = parse(workflowText);
const gitlabText = block('yaml', '# .gitlab-ci.yml');
const gitlab: Readonly<Record<string, GitLabJob>> & { readonly variables: Readonly<Record<string, string>> } =
  parse(gitlabText);
const jenkins = block('groovy', '// Jenkinsfile');

async function sealedBackup(): Promise<string> {
  const root = makeBackup(scratch);
  expect((await told(['seal', root])).code).toBe(0);
  return root;
}

/** What the job of any service gets for its variables, in the place of those of the page. */
function variables(place: Workplace, root: string): Record<string, string> {
  const signed = join(place.workspace, '..', 'signed-off.sha256');
  return { RESTORABLE: place.repository, RESTORABLE_COMMIT: place.commit, BACKUP: root, SIGNED_OFF: signed };
}

/** Reports are there and whole, whatever the verdict; a note is there where all is sound, and there alone. */
async function expectJob(
  place: Workplace,
  root: string,
  code: number,
  reports: readonly string[],
): Promise<void> {
  expect(readdirSync(join(place.workspace, 'reports')).toSorted()).toEqual(reports.toSorted());
  const junit = readFileSync(join(place.workspace, 'reports/junit.xml'), 'utf8');
  if (code === 0) expect(junit).toContain('failures="0" errors="0"');
  else expect(junit).toMatch(/(?:failures|errors)="[1-9]/);
  const signed = join(place.workspace, '..', 'signed-off.sha256');
  expect(existsSync(signed)).toBe(code === 0);
  if (code === 0)
    expect((await runShell(['sh'], `sha256sum --check --strict ${signed}`, place)).stdout).toBe(
      `${root}/restorable.sha256: OK\n`,
    );
}

/** What GitHub's own parser has against a text. */
function complaints(kind: 'workflow' | 'action', text: string): string {
  const parser = new URL('help/github-parser.js', import.meta.url).pathname;
  return execFileSync(process.execPath, [parser, kind], { input: text, encoding: 'utf8' });
}

describe('the page about CI', () => {
  it('has YAML that GitHub takes', () => {
    expect(complaints('workflow', workflowText)).toBe('');
    expect(complaints('action', actionText)).toBe('');
    expect(complaints('workflow', workflowText.replace('runs-on:', 'runs-where:'))).toContain('runs-where');
    expect(complaints('action', actionText.replace('using:', 'usage:'))).toContain('usage');
  });

  it('names in its jobs only inputs that the action has', () => {
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    const asked = steps.filter((step) => step.uses?.includes('/actions/verify@') === true);
    expect(asked).toHaveLength(1);
    for (const name of Object.keys(asked[0]?.with ?? {})) expect(action.inputs).toHaveProperty([name]);
  });

  it('has no expression inside of a script, where a name could become a command', () => {
    const scripts = [...action.runs.steps, ...Object.values(workflow.jobs).flatMap((job) => job.steps)];
    expect(scripts.flatMap(({ run }) => (run?.includes('${{') === true ? [run] : []))).toEqual([]);
  });
});

describe.skipIf(!needs('git', 'bash', 'setpriv'))('the job', () => {
  it.concurrent.each(FATES)('of GitHub, for a backup that is %s, ends with %d', async (_, code, befall) => {
    const [root, place] = [await sealedBackup(), makeWorkplace(scratch)];
    befall(root);
    const [job] = Object.values(workflow.jobs);
    const env = { ...job?.env, ...variables(place, root) };
    const known = Object.fromEntries(Object.entries(env).map(([name, value]) => [`env.${name}`, value]));
    let isFailed = false;
    let ended: number | null = 0;
    for (const step of job?.steps ?? []) {
      if (isFailed && !(step.if ?? '').startsWith('always()')) continue;
      if (step.uses?.includes('/actions/verify@') === true) {
        const asked = Object.entries(step.with ?? {}).map(([name, value]) => [
          name,
          fill(String(value), known),
        ]);
        const run = await runAction(action, Object.fromEntries(asked), place);
        ended = run.code;
        isFailed = ended !== 0;
        expect(run.outputs['exit-code']).toBe(String(code));
        expect(run.summary).toContain(root);
        expect(run.stdout).toMatch(code === 0 ? /^restorable: sound: / : /::error /);
        for (const [name, value] of Object.entries(run.outputs))
          known[`steps.${step.id}.outputs.${name}`] = value;
      } else if (step.run !== undefined) {
        const { code: own } = await runShell(['bash', '-e'], step.run, place, env);
        expect(own).toBe(0);
      } else if (step.uses?.startsWith('actions/upload-artifact@') === true) {
        for (const path of fill(String(step.with?.['path']), known).trim().split('\n'))
          expect(existsSync(join(path.startsWith('/') ? '' : place.workspace, path))).toBe(true);
      }
    }
    expect(ended).toBe(code);
    await expectJob(place, root, code, ['junit.xml', 'restorable.sarif', 'restorable.html']);
  });

  it.concurrent.each(FATES)('of GitLab, for a backup that is %s, ends with %d', async (_, code, befall) => {
    const [root, place] = [await sealedBackup(), makeWorkplace(scratch)];
    befall(root);
    const env = { ...gitlab.variables, ...variables(place, root) };
    const run = async (name: string): Promise<number | null> => {
      const { before_script: before = [], script = [] } = gitlab[name] ?? {};
      const lines = [...before, ...script].join('\n');
      return (await runShell(['bash', '-eo', 'pipefail'], lines, place, env)).code;
    };
    const ended = await run('verify-backup');
    expect(ended).toBe(code);
    if (ended === 0) expect(await run('sign-off')).toBe(0);
    await expectJob(place, root, code, ['junit.xml', 'quality.json', 'restorable.html']);
  });

  it.concurrent.each(FATES)('of Jenkins, for a backup that is %s, ends with %d', async (_, code, befall) => {
    const [root, place] = [await sealedBackup(), makeWorkplace(scratch)];
    befall(root);
    const scripts = [...jenkins.matchAll(/\bsh '''([\s\S]*?)'''|\bsh '([^'\n]*)'/g)].map(
      ([, long, short]) => long ?? short ?? '',
    );
    expect(scripts).toHaveLength(3);
    let ended: number | null = 0;
    for (const script of scripts) {
      ({ code: ended } = await runShell(['sh', '-xe'], script, place, variables(place, root)));
      if (ended !== 0) break;
    }
    expect(ended).toBe(code);
    await expectJob(place, root, code, ['junit.xml', 'restorable.sarif', 'restorable.html']);
  });
});

describe.skipIf(!needs('git', 'bash', 'setpriv'))('the action', () => {
  it.concurrent('takes names as they are, whatever is in them', async () => {
    const place = makeWorkplace(scratch);
    const evil = `$(touch pwned) \`touch pwned\` '; touch pwned; " && touch pwned`;
    mkdirSync(join(place.workspace, evil));
    for (const name of Object.keys(action.inputs).filter((each) => each !== 'path')) {
      const { code } = await runAction(action, { path: evil, [name]: evil }, place);
      expect({ name, isFailure: code !== 0 }).toEqual({ name, isFailure: true });
    }
    expect(await runAction(action, { path: `-${evil}` }, place)).toMatchObject({ code: 2 });
    expect(readdirSync(place.workspace).filter((name) => name === 'pwned')).toEqual([]);
    const scan = await runAction(action, { path: evil, command: 'scan' }, place);
    expect(scan).toMatchObject({ code: 1, outputs: { verdict: 'damaged' } });
    expect(scan.stdout).toContain('empty-root');
  });

  it.concurrent('gives code, verdict and events, of several roots too', async () => {
    const place = makeWorkplace(scratch);
    const [one, two] = [await sealedBackup(), await sealedBackup()];
    const inputs = { path: `${one}\n${two}\n`, flags: '--no-journal\n--exclude=x y\n' };
    const sound = await runAction(action, inputs, place);
    expect(sound).toMatchObject({ code: 0, outputs: { 'exit-code': '0', verdict: 'sound' } });
    const events = parseEvents(readFileSync(sound.outputs['report'] ?? '', 'utf8'));
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(2);
    const [, , , unsealed] = FATES;
    unsealed[2](two);
    const mixed = await runAction(action, inputs, place);
    expect(mixed).toMatchObject({ code: 4, outputs: { 'exit-code': '4', verdict: 'untrusted' } });
    const [, , , , gone] = FATES;
    gone[2](two);
    const none = await runAction(action, inputs, place);
    expect(none).toMatchObject({ code: 2, outputs: { 'exit-code': '2', verdict: 'failed' } });
  });
});
