/** What runs the jobs of docs/ci.md and the action without their services: the shell lines are run as the runners do. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AS_A_PERSON } from './peer.ts';
import { execute, type Ran } from './program.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** A place where a job runs: a workspace, a clone of the program to take, and an `npm` that gives the build at hand. */
export type Workplace = {
  readonly workspace: string;
  /** A repository of git with the program in it, without its build. */
  readonly repository: string;
  readonly commit: string;
  readonly env: NodeJS.ProcessEnv;
};

/** Makes a workplace in a new directory below `scratch`. */
export function makeWorkplace(scratch: string): Workplace {
  const home = mkdtempSync(join(scratch, 'job-'));
  const [workspace, repository, bin] = ['workspace', 'repository', 'bin'].map((name) => join(home, name));
  if (workspace === undefined || repository === undefined || bin === undefined) throw new Error('no home');
  for (const directory of [workspace, repository, bin, join(home, 'tmp')]) mkdirSync(directory);
  for (const name of ['bin', 'package.json', '.github'])
    cpSync(join(PROJECT, name), join(repository, name), { recursive: true });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
      cwd: repository,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'all');
  const npm = `#!/bin/sh
[ -e package.json ] || exit 1
case $1 in
  ci) ln -s '${PROJECT}dist' '${PROJECT}node_modules' . ;;
  run) [ "$2" = build ] ;;
  pack) : > restorable-0.1.0.tgz ;;
  install) [ -e "$3" ] && ln -s "$PWD/bin/restorable.js" '${bin}/restorable' ;;
  *) exit 1 ;;
esac
`;
  writeFileSync(join(bin, 'npm'), npm);
  chmodSync(join(bin, 'npm'), 0o755);
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    RUNNER_TEMP: join(home, 'tmp'),
  };
  return { workspace, repository, commit: git('rev-parse', 'HEAD').trim(), env };
}

/** Runs a script as the shell of a runner does; permissions hold for it. */
export function runShell(
  shell: readonly string[],
  script: string,
  { workspace, env }: Workplace,
  more: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const file = join(mkdtempSync(join(env['RUNNER_TEMP'] ?? workspace, 'step-')), 'script.sh');
  writeFileSync(file, script);
  const [tool, ...args] = [...AS_A_PERSON, ...shell, file];
  return execute(tool ?? 'sh', args, { cwd: workspace, env: { ...env, ...more } });
}

/** A step of a workflow or of a composite action, as far as it is run here. */
export type Step = {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number>>;
};

/** A composite action. */
export type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};

/** How an action ended, what its steps said, its outputs and the step summary. */
export type ActionRun = {
  readonly code: number | null;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

/** Fills in `${{ a.b.c }}`; throws where something is asked for that is not there. */
export function fill(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`nobody knows ${name}`);
    return value;
  });
}

/** Runs the steps of a composite action one after the other, until one fails. */
export async function runAction(
  action: Action,
  inputs: Readonly<Record<string, string>>,
  workplace: Workplace,
): Promise<ActionRun> {
  const { workspace, repository, env } = workplace;
  const taken = join(workspace, '..', 'taken');
  if (!existsSync(taken)) execFileSync('git', ['clone', '--quiet', repository, taken]);
  const files = {
    GITHUB_OUTPUT: join(taken, '..', 'output'),
    GITHUB_STEP_SUMMARY: join(taken, '..', 'summary'),
  };
  const known: Record<string, string> = {};
  for (const [name, { default: otherwise = '', required }] of Object.entries(action.inputs)) {
    if (required === true && inputs[name] === undefined) throw new Error(`${name} is required`);
    known[`inputs.${name}`] = inputs[name] ?? otherwise;
  }
  let code: number | null = 0;
  let stdout = '';
  for (const step of action.runs.steps) {
    for (const file of Object.values(files)) writeFileSync(file, '', { flag: 'a' });
    writeFileSync(files.GITHUB_OUTPUT, '');
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value, known)]);
    const ran = await runShell(
      ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
      step.run ?? '',
      workplace,
      {
        ...env,
        ...files,
        ...Object.fromEntries(own),
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: join(taken, '.github/actions/verify'),
      },
    );
    stdout += ran.stdout + ran.stderr;
    for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n')) {
      const [name = '', ...value] = line.split('=');
      if (name !== '') known[`steps.${step.id}.outputs.${name}`] = value.join('=');
    }
    code = ran.code;
    if (code !== 0) break;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => {
    const asked = /\$\{\{\s*([\w.-]+)\s*\}\}/.exec(value)?.[1] ?? '';
    return [name, known[asked] ?? ''];
  });
  return {
    code,
    stdout,
    outputs: Object.fromEntries(outputs),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  };
}

/** What becomes of a backup before a job looks at it, and how that must end. */
export const FATES = [
  ['sound', 0, () => {}],
  ['damaged', 1, (root: string) => writeFileSync(join(root, 'a.txt'), 'the worst file\n')],
  ['not to be read', 3, (root: string) => chmodSync(join(root, 'a.txt'), 0)],
  ['not sealed', 4, (root: string) => execFileSync('rm', [join(root, 'restorable.sha256')])],
  ['gone', 2, (root: string) => execFileSync('rm', ['-r', root])],
] as const;

/** Everybody may enter the backup; links in the workspace are followed. */
export function makeBackup(scratch: string): string {
  const root = mkdtempSync(join(scratch, 'backup-'));
  chmodSync(root, 0o755);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `${name} has line ${i * 7}
`,
    );
    writeFileSync(join(root, `${name}.txt`), lines.join(''));
  }
  symlinkSync('a.txt', join(root, 'link'));
  return root;
}
