/** The runs before this one on the HTML page, live and from stored journals. */
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { withoutDigest } from './help/journal.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Stands for a journal of a day of this month: a run that was kept, with another date and other numbers. */
function pretend({ journals }: Home, day: number, change: (text: string) => string = (text) => text): void {
  const [name = ''] = readdirSync(journals);
  const text = withoutDigest(readFileSync(join(journals, name), 'utf8')).replace(
    /"startedAt":"[^"]*"/,
    `"startedAt":"2026-01-${day}T02:00:00.000Z"`,
  );
  writeFileSync(join(journals, `202601${day}T020000Z-scan-000000${day}.jsonl`), change(text));
}

const pageOf = ({ path }: Home): string => join(path, 'page.html');

function historyOn(page: string): { readonly title: string | undefined; readonly days: readonly string[] } {
  const html = readFileSync(page, 'utf8');
  const days = [...html.matchAll(/<th scope="row">2026-01-(\d\d)T02:00/g)].map(([, day = '']) => day);
  return { title: /The last \d+ runs/.exec(html)?.[0], days };
}

describe('the history on the page', () => {
  it('is of the same command and root, live and from a journal, in the same bytes', async () => {
    const home = makeHome(scratch);
    const { root, journals, run } = home;
    const page = pageOf(home);
    await run('scan', root);
    for (const day of [11, 12, 13]) pretend(home, day);
    pretend(home, 14, (text) => text.replaceAll(root, '/srv/other'));
    pretend(home, 15, (text) => text.replace(/"host":"[^"]*"/, '"host":"another"'));
    await run('verify', root);
    writeFileSync(join(root, 'zeros.txt'), Buffer.alloc(4096));
    expect((await run('scan', '-q', '--report', `html:${page}`, root)).code).toBe(1);
    expect(historyOn(page)).toEqual({ title: 'The last 5 runs', days: ['13', '12', '11'] });
    expect(readFileSync(page, 'utf8')).not.toContain('cannot be read');
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<circle class="damaged"');
    const last = readdirSync(journals).find((name) =>
      readFileSync(join(journals, name), 'utf8').includes('zeros.txt'),
    );
    expect((await run('report', '-q', '--report', `html:${page}`, join(journals, last ?? ''))).code).toBe(1);
    expect(readFileSync(page, 'utf8')).toBe(html);
    await run(
      'report',
      '-q',
      '--report',
      `html:${page}`,
      join(journals, '20260112T020000Z-scan-00000012.jsonl'),
    );
    expect(historyOn(page)).toEqual({ title: 'The last 2 runs', days: ['12', '11'] });
    writeFileSync(join(journals, '20260116T020000Z-scan-00000016.jsonl'), Buffer.alloc(500));
    expect((await run('scan', '-q', '--report', `html:${page}`, root)).code).toBe(1);
    expect(readFileSync(page, 'utf8')).toContain('whose runs may be missing: 1.');
  });

  it('is short where journals are damaged, and changes no exit code', async () => {
    const home = makeHome(scratch);
    const { root, journals, run } = home;
    const page = pageOf(home);
    await run('scan', root);
    pretend(home, 11);
    pretend(home, 12, (text) => text.slice(0, -40));
    pretend(home, 13, (text) => text.replaceAll('"files"', '"f"'));
    mkdirSync(join(journals, '20260114T020000Z-scan-00000014.jsonl'));
    writeFileSync(join(journals, '20260115T020000Z-scan-00000015.jsonl'), Buffer.alloc(300_000, 'x'));
    appendFileSync(join(journals, '20260111T020000Z-scan-00000011.jsonl'), '\0\0\0');
    const { code, stdout, stderr } = await run('scan', '--report', `html:${page}`, root);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(historyOn(page)).toEqual({ title: 'The last 3 runs', days: ['11'] });
  });

  it('is of 60 runs at most before this one', async () => {
    const home = makeHome(scratch);
    const { root, journals, run } = home;
    const page = pageOf(home);
    await run('scan', root);
    pretend(home, 11);
    for (let i = 0; i < 70; i++)
      copyFileSync(
        join(journals, '20260111T020000Z-scan-00000011.jsonl'),
        join(journals, `20260110T0200${String(i).padStart(2, '0')}Z-scan-00000000.jsonl`),
      );
    await run('scan', '--report', `html:${page}`, root);
    expect(historyOn(page).title).toBe('The last 61 runs');
  });

  it('is told too of a journal that is long', async () => {
    const home = makeHome(scratch);
    const { root, journals, run } = home;
    const page = pageOf(home);
    for (let i = 0; i < 400; i++) writeFileSync(join(root, `${i}-${'x'.repeat(100)}.sql`), '');
    for (let i = 0; i < 2; i++) await run('scan', '-q', '--report', `html:${page}`, root, root);
    expect(historyOn(page).title).toBe('The last 2 runs');
    const [name = ''] = readdirSync(journals);
    expect(readFileSync(join(journals, name), 'utf8')).toMatch(
      /\n\{"type":"index","at":\[0,\d+(?:,\d+)*\],"sha256":"[\da-f]{64}"\}\n$/,
    );
    expect((await run('report', '-q', join(journals, name))).code).toBe(1);
    expect((await run('status')).stdout).toContain('400 empty-file');
  });
});
