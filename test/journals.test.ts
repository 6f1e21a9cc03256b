/** Reports from stored journals, as a person asks for them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { FINDING_CODES } from '../src/model/finding.ts';
import { REPORTERS } from '../src/report/formats/reporters.ts';
import { withoutDigest } from './help/journal.ts';
import { execute, PROGRAM, type Ran } from './help/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-journals-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Home = {
  readonly root: string;
  at(name: string): string;
  journals(): string[];
  run(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<Ran>;
};

function makeHome(): Home {
  const home = mkdtempSync(join(scratch, 'home-'));
  const at = (name: string): string => join(home, name);
  const env = { PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: home };
  const directory = join(home, 'restorable', 'journal');
  mkdirSync(at('root'));
  writeFileSync(join(at('root'), 'a.txt'), 'hello\n');
  writeFileSync(join(at('root'), 'zeros.txt'), Buffer.alloc(4096));
  return {
    root: at('root'),
    at,
    journals: () =>
      readdirSync(directory)
        .toSorted()
        .map((name) => join(directory, name)),
    run: (args, more = {}) =>
      execute(process.execPath, [PROGRAM, ...args], { env: { ...env, ...more }, cwd: home }),
  };
}

const reportsTo = (at: Home['at'], to: string): string[] =>
  REPORTERS.flatMap(({ name }) => ['--report', `${name}:${at(`${to}.${name}`)}`]);

describe('restorable report', () => {
  it('gives the same bytes as the run, in every report, and its exit code', async () => {
    const { root, at, journals, run } = makeHome();
    const second = at('second');
    mkdirSync(second);
    const live = await run(['scan', ...reportsTo(at, 'live'), root, second]);
    expect(live.code).toBe(1);
    const again = await run(['report', ...reportsTo(at, 'again'), ...journals()]);
    expect(again).toMatchObject({ code: 1, stderr: '', stdout: live.stdout });
    for (const { name } of REPORTERS) {
      const text = readFileSync(at(`live.${name}`), 'utf8');
      expect(text).not.toBe('');
      expect(readFileSync(at(`again.${name}`), 'utf8')).toBe(text);
    }
  });

  it('names the journal that has all findings where it shows some, and none of several', async () => {
    const { root, journals, run } = makeHome();
    for (const name of ['one.txt', 'two.txt']) writeFileSync(join(root, name), Buffer.alloc(4096));
    await run(['scan', '--quiet', root]);
    const [first = ''] = journals();
    expect((await run(['report', '--limit', '1', first])).stdout).toContain(
      `more findings; all of them: ${first}\n`,
    );
    await run(['scan', '--quiet', root]);
    const { stdout } = await run(['report', '--limit', '1', ...journals()]);
    expect(stdout.match(/more findings; --json shows all of them\n/g)).toHaveLength(2);
  });

  it('tells the runs of several journals one after the other', async () => {
    const { root, at, journals, run } = makeHome();
    await run(['scan', root]);
    await run(['scan', '--exclude', 'zeros.txt', root]);
    const all = journals();
    expect(all).toHaveLength(2);
    const { code, stdout, stderr } = await run(['report', '--json', ...all]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(all.map((file) => withoutDigest(readFileSync(file, 'utf8'))).join(''));
    const glob = await run([
      'report',
      '--quiet',
      '--report',
      `csv:${at('all.csv')}`,
      'restorable/journal/*.jsonl',
    ]);
    expect(glob).toMatchObject({ code: 1, stdout: '', stderr: '' });
    expect(readFileSync(at('all.csv'), 'utf8').match(/^end,/gm)).toHaveLength(2);
  });

  it('says that a run without an end was killed', async () => {
    const { root, at, journals, run } = makeHome();
    await run(['scan', '--exclude', 'zeros.txt', root]);
    const lines = withoutDigest(readFileSync(journals()[0] ?? '', 'utf8')).split('\n');
    writeFileSync(at('killed.jsonl'), `${lines.slice(0, -2).join('\n')}\n`);
    const { code, stdout, stderr } = await run(['report', 'killed.jsonl']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^KILLED {2}.*\n {2}the run was cut off before it finished/);
    expect(stderr).toBe(
      `restorable: warning: ${at('killed.jsonl')}: the run of ${root} did not finish: it was killed\n`,
    );
  });

  it('says where a journal is damaged, and never ends with 0', async () => {
    const { root, at, journals, run } = makeHome();
    await run(['scan', '--exclude', 'zeros.txt', root]);
    const lines = readFileSync(journals()[0] ?? '', 'utf8').split('\n');
    lines[1] = `${(lines[1] ?? '').slice(0, 20)}\0\0`;
    writeFileSync(at('damaged.jsonl'), lines.join('\n'));
    const { code, stdout, stderr } = await run(['report', 'damaged.jsonl']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^SOUND /);
    expect(stderr).toBe(
      `restorable: warning: ${at('damaged.jsonl')}:2: not valid JSON (damaged or altered)\n`,
    );
  });

  it('refuses what is no journal, with exit 2', async () => {
    const { at, run } = makeHome();
    writeFileSync(at('empty.jsonl'), '');
    writeFileSync(at('other.txt'), 'a list\nof lines\n');
    for (const [file, wanted] of [
      ['empty.jsonl', 'no run found'],
      ['other.txt', 'no run found'],
      ['none.jsonl', 'no such file'],
      ['root', 'cannot read the journal (EISDIR)'],
    ] as const) {
      const { code, stderr } = await run(['report', file]);
      expect(code).toBe(2);
      expect(stderr).toContain(wanted);
    }
  });
});

describe('a run that cannot begin', () => {
  it('is in the reports, and the last success stays in the metrics', async () => {
    const { root, at, run } = makeHome();
    const args = [
      'scan',
      '--exclude',
      'zeros.txt',
      '--report',
      `prometheus:${at('r.prom')}`,
      '--report',
      `junit:${at('r.xml')}`,
      root,
    ];
    expect((await run(args)).code).toBe(0);
    const success = /^restorable_last_success_timestamp_seconds.*$/m.exec(
      readFileSync(at('r.prom'), 'utf8'),
    )?.[0];
    expect(success).toContain(root);
    rmSync(root, { recursive: true });
    expect((await run(args)).code).toBe(2);
    const text = readFileSync(at('r.prom'), 'utf8');
    expect(text).toContain(`restorable_last_run_exit_code{root="${root}",command="scan"} 2\n`);
    expect(text.split('\n')).toContain(success);
    expect(readFileSync(at('r.xml'), 'utf8')).toContain('errors="1"');
    expect(readdirSync(at('.')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps its metrics readable for their scraper, whatever the umask', async () => {
    const { root, at } = makeHome();
    const script =
      'umask 077; "$0" "$1" scan --no-journal -q --report prometheus:r.prom --report csv:r.csv "$2"; stat -c %a r.prom r.csv';
    const { stdout } = await execute('sh', ['-c', script, process.execPath, PROGRAM, root], { cwd: at('.') });
    expect(stdout).toBe('644\n600\n');
  });

  it('without a place for its journal says so in the reports', async () => {
    const { root, at, run } = makeHome();
    const args = ['scan', '--exclude', 'zeros.txt', '--report', `prometheus:${at('r.prom')}`, root];
    expect((await run(args, { XDG_STATE_HOME: join(root, 'a.txt') })).code).toBe(3);
    expect(readFileSync(at('r.prom'), 'utf8')).toContain(
      'restorable_last_run_exit_code{root="",command="scan"} 3\n',
    );
  });
});

describe('stdout', () => {
  it('takes one report alone, and annotations beside any', async () => {
    const { root, run } = makeHome();
    const csv = await run(['scan', '--report', 'csv', root]);
    expect(csv).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^type,host.*\r\n(?:(?:finding|end),.*\r\n)+$/),
    });
    const github = await run(['scan', '--report', 'github', root]);
    expect(github.stdout).toMatch(/^DAMAGED [^]*\n::error /);
    for (const flags of [
      ['--json', '--report', 'csv'],
      ['--report', 'csv', '--report', 'junit'],
    ]) {
      const { code, stdout, stderr } = await run(['scan', ...flags, root]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('restorable: error: only one of ');
    }
  });
});

describe('the step summary of GitHub', () => {
  it('is added to where there is one', async () => {
    const { root, at, run } = makeHome();
    writeFileSync(at('summary.md'), 'before\n');
    const env = { GITHUB_STEP_SUMMARY: at('summary.md') };
    const { code, stdout } = await run(['scan', '-q', '--report', 'github', root], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^restorable: damaged: .*\nrestorable: intact: .*\n::error file=.*zeros\.txt,title=zero-filled/,
    );
    expect(readFileSync(at('summary.md'), 'utf8')).toMatch(/^before\n### DAMAGED: scan /);
    await run(['scan', '-q', '--report', 'csv', root], env);
    expect(readFileSync(at('summary.md'), 'utf8').match(/### DAMAGED/g)).toHaveLength(1);
  });
});

describe('restorable explain', () => {
  it('says of every code what it means and what to do', async () => {
    const { code, stdout } = await makeHome().run(['explain']);
    expect(code).toBe(0);
    for (const [name, { about, advice }] of Object.entries(FINDING_CODES)) {
      expect(stdout).toContain(`${name}  `);
      expect(stdout).toContain(`  ${about}\n  -> ${advice}\n`);
    }
    const one = await makeHome().run(['explain', 'denied', 'no-voucher', 'special-file']);
    expect(one.stdout.split('\n').filter((line) => line.includes(', about '))).toEqual([
      'denied  error, about integrity; exit 3',
      'no-voucher  error, about the manifest; exit 4',
      'special-file  note, about integrity; does not fail a run',
    ]);
  });

  it('writes a line of JSON for each code with --json', async () => {
    const { code, stdout } = await makeHome().run(['explain', '--json']);
    expect(code).toBe(0);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const wanted = Object.entries(FINDING_CODES).map(([name, { severity, about, advice, exit }]) =>
      expect.objectContaining({
        code: name,
        severity,
        about,
        advice,
        ...(exit === undefined ? {} : { exit }),
      }),
    );
    expect(records).toHaveLength(wanted.length);
    expect(records).toEqual(expect.arrayContaining(wanted));
  });

  it('says what there is where a code is none', async () => {
    const { code, stdout, stderr } = await makeHome().run(['explain', 'zero']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'restorable: error: unknown finding code "zero"\n' +
        'restorable: hint: did you mean zero-filled, zero-holes? all codes: restorable explain\n',
    );
  });
});
