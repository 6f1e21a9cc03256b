/** Journals that were altered or removed after they were written, and those that the program removes itself. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { chainProblems } from '../src/cli/journal/chain-problems.ts';
import { openJournal } from '../src/cli/journal/journal.ts';
import { pruneJournals } from '../src/cli/journal/prune.ts';
import { journalDirectory } from '../src/cli/journal/state-directory.ts';
import { makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
let minute = 0;

/** A new state directory, for what writes journals in this process. */
function newState(): string {
  const state = join(scratch, `state-${minute}`);
  mkdirSync(state);
  vi.stubEnv('XDG_STATE_HOME', state);
  return journalDirectory();
}

function beginOf(root: string, command = 'verify'): string {
  const run = { tool: 'restorable/0.1.0', id: 'x', command, root, host: 'h', depth: 'normal', vouchers: [] };
  return `${JSON.stringify({ type: 'begin', schema: 1, ...run, startedAt: new Date(0).toISOString() })}\n`;
}

/** Writes a journal of one run, a minute after the one before it; returns its path. */
function record(root: string, { findings = 0, command = 'verify', ends = true } = {}): string {
  minute += 1;
  const id = String(minute).padStart(8, '0');
  const journal = openJournal(command, new Date(minute * 60_000), id);
  journal.write(beginOf(root, command));
  for (let i = 0; i < findings; i++) journal.write(`${JSON.stringify({ type: 'finding', path: `a${i}` })}\n`);
  if (ends) journal.close();
  expect(journal.failure).toBeUndefined();
  return journal.file;
}

const problemsIn = (directory: string): string[] =>
  chainProblems(directory)
    .map(({ is, journal, roots }) => `${is} ${basename(journal.file)} ${roots.join(',')}`)
    .toSorted();

describe('the chain of journals', () => {
  it('ends each with the digest of all bytes before it, and that of the one before', () => {
    newState();
    const [first, second] = [record('/srv/a'), record('/srv/a', { findings: 3000 })];
    const [one, two] = [first, second].map((file) => readFileSync(file, 'utf8'));
    const digest = (text = ''): string => createHash('sha256').update(text.slice(0, -67)).digest('hex');
    expect(one?.endsWith(`"sha256":"${digest(one)}"}\n`)).toBe(true);
    expect(one).not.toContain('"before"');
    expect(two).toContain(`"before":{"journal":"${basename(first)}","sha256":"${digest(one)}"}`);
    expect(two?.endsWith(`"sha256":"${digest(two)}"}\n`)).toBe(true);
  });

  it('of another root is another one', () => {
    newState();
    record('/srv/a');
    expect(readFileSync(record('/srv/b'), 'utf8')).not.toContain('"before"');
  });

  it.each([1, 3000])('shows one that was altered, with %d findings in it', (findings) => {
    const directory = newState();
    const files = [record('/srv/a'), record('/srv/a', { findings }), record('/srv/a')];
    expect(problemsIn(directory)).toEqual([]);
    const [, middle = ''] = files;
    const text = readFileSync(middle, 'utf8');
    writeFileSync(middle, text.replace('"path":"a0"', '"path":"b0"'));
    expect(problemsIn(directory)).toEqual([`altered ${basename(middle)} /srv/a`]);
  });

  it('shows one that was altered and given its digest anew, cut, or left without an end', () => {
    const directory = newState();
    const files = [record('/srv/a'), record('/srv/a', { findings: 9 }), record('/srv/a')];
    const [, middle = ''] = files;
    const text = readFileSync(middle, 'utf8');
    const head = text.slice(0, -67).replace('"path":"a0"', '"path":"b0"');
    const sealed = `${head}${createHash('sha256').update(head).digest('hex')}"}\n`;
    const withoutEnd = text.slice(0, text.lastIndexOf('{"type":"index"'));
    for (const other of [sealed, text.slice(0, -1), withoutEnd, '', `${text}\n`]) {
      writeFileSync(middle, other);
      expect(problemsIn(directory)).toHaveLength(1);
    }
  });

  it.each([
    ['first', 0],
    ['middle', 1],
    ['last', 2],
  ])('shows that the %s one was removed', (_, index) => {
    const directory = newState();
    const files = [record('/srv/a'), record('/srv/a'), record('/srv/a')];
    record('/srv/other');
    const gone = files[index] ?? '';
    rmSync(gone);
    expect(problemsIn(directory)).toEqual([`removed ${basename(gone)} /srv/a`]);
  });

  it('leaves alone what the program removed, those of killed runs, and older ones without a digest', () => {
    const directory = newState();
    for (let i = 0; i < 6; i++) record('/srv/a', { command: i % 2 === 0 ? 'verify' : 'scan' });
    const killed = record('/srv/a', { ends: false });
    rmSync(killed);
    writeFileSync(join(directory, '19690101T000000.000Z-verify-00000000.jsonl'), beginOf('/srv/a'));
    const last = record('/srv/a');
    pruneJournals(last, 1);
    expect(readdirSync(directory)).toHaveLength(4);
    expect(problemsIn(directory)).toEqual([]);
    pruneJournals(record('/srv/a'), 1);
    pruneJournals(record('/srv/a', { command: 'scan' }), 1);
    expect(problemsIn(directory)).toEqual([]);
    // What nothing links to any more is forgotten.
    expect(readdirSync(join(directory, '..', 'chain', 'cleared')).length).toBeLessThanOrEqual(2);
  });

  it('leaves alone journals of roots that took turns, and two that were written at once', () => {
    const directory = newState();
    for (const root of ['/a', '/b', '/a', '/c', '/b', '/a']) record(root);
    const at = new Date(9e9);
    const [one, two] = [openJournal('verify', at, '1'.repeat(8)), openJournal('scan', at, '2'.repeat(8))];
    for (const each of [one, two]) each.write(beginOf('/a'));
    for (const each of [two, one]) each.close();
    expect(problemsIn(directory)).toEqual([]);
  });
});

describe('status', () => {
  it('says what was altered or removed, and is in doubt where that was the last answer', async () => {
    const { root, journals, run } = makeHome(scratch);
    await run('seal', root);
    const status = async (): Promise<readonly [number | null, string]> => {
      const { code, stdout } = await run('status', root);
      return [code, stdout];
    };
    for (let i = 0; i < 3; i++) expect((await run('verify', root)).code).toBe(0);
    const [, first = '', , last = ''] = readdirSync(journals).toSorted();
    expect(await status()).toEqual([0, expect.not.stringContaining('since it was written')]);

    renameSync(join(journals, first), join(scratch, first));
    expect(await status()).toEqual([0, expect.stringContaining(`${first} was removed since it was written`)]);
    renameSync(join(scratch, first), join(journals, first));

    renameSync(join(journals, last), join(scratch, last));
    expect(await status()).toEqual([3, expect.stringContaining(`${last} was removed: verify again`)]);
    renameSync(join(scratch, last), join(journals, last));

    appendFileSync(join(journals, last), '{"type":"progress"}\n');
    expect(await status()).toEqual([3, expect.stringContaining('was altered since it was written: verify')]);
    expect((await run('verify', root)).code).toBe(0);
    expect(await status()).toEqual([0, expect.stringContaining(`${last} was altered since it was written`)]);
  });

  it('is in doubt where an alarm was removed and only a weaker run came after', async () => {
    const { root, journals, run } = makeHome(scratch);
    await run('seal', root);
    await run('verify', root);
    writeFileSync(join(root, 'a.txt'), 'something else\n');
    expect((await run('verify', root)).code).toBe(1);
    const alarm = readdirSync(journals).toSorted().at(-1) ?? '';
    writeFileSync(join(root, 'a.txt'), 'the first file\n');
    expect((await run('scan', root)).code).toBe(0);
    expect((await run('status', root)).code).toBe(2);
    const whole = readFileSync(join(journals, alarm));
    writeFileSync(join(journals, alarm), Buffer.alloc(whole.length));
    expect(await run('status', root)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(`${alarm} was altered: verify again`),
    });
    const metrics = join(scratch, `${basename(root)}.prom`);
    expect((await run('scan', '--report', `prometheus:${metrics}`, root)).code).toBe(0);
    expect(readFileSync(metrics, 'utf8')).toMatch(/^restorable_standing_alarm\{.*by="verify".*\} 3$/m);
    writeFileSync(join(journals, alarm), whole);
    rmSync(join(journals, alarm));
    const { code, stdout } = await run('status', root);
    expect(stdout).toContain(`${alarm} was removed: verify again`);
    expect(code).toBe(3);
  });
});
