/** The page in a real browser: what it asks for, what it runs, and how it is used. Skipped where there is no chromium. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../../src/model/event.ts';
import type { Past } from '../../../../src/report/reporter.ts';
import { needs } from '../../../help/tools.ts';
import { begin, end, found, TALKATIVE } from '../../events.ts';
import { DAMAGED, left, page } from './events.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-page-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Where a tool lies that is on the PATH. */
function onPath(tool: string): string {
  const places = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, tool));
  return places.find((place) => existsSync(place)) ?? tool;
}

/** What a name would do that got into the page as a script. */
const TAKE_OVER = `{
  const script = document.createElement('script');
  script.textContent = 'document.title = "taken over"';
  document.body.append(script);
}`;

function* many(): Generator<RunEvent, void, undefined> {
  yield begin();
  for (let i = 0; i < 100_000; i++) {
    const directory = `d${Math.floor(i / 40)}`;
    const code = i % 3 === 0 ? 'missing' : 'corrupt';
    yield found(code, `${directory}/file-${i}`, {
      detail: 'zeros from 0 to 4096, of 65536 bytes',
      ranges: [{ start: 0, end: 4096, of: 'zeros' }],
      size: 65_536,
    });
    if (i % 40 === 39) yield left(directory, { files: 40, bytes: 1000 + i });
  }
  yield left('', { files: 100_000, bytes: 1e9 });
  yield end({ verdict: 'damaged', exit: 1, counts: { corrupt: 66_666, missing: 33_334 } });
}

describe.skipIf(!needs('chromium'))('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: onPath('chromium'), timeout: 50_000 });
  });
  afterAll(() => browser.close());

  /** Opens a page of events; `asked` are the addresses it asked for, `complaints` what the browser said and threw. */
  async function open(
    events: Iterable<RunEvent>,
    options: BrowserContextOptions = {},
    history: readonly Past[] = [],
  ): Promise<{ readonly view: Page; readonly asked: string[]; readonly complaints: string[] }> {
    const file = join(scratch, 'report.html');
    writeFileSync(file, page(events, { ...TALKATIVE, history }));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const view = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    view.on('request', (request) => asked.push(request.url()));
    view.on('console', (message) => complaints.push(message.text()));
    view.on('pageerror', (error) => complaints.push(error.message));
    await view.goto(`file://${file}`);
    return { view, asked, complaints };
  }

  it('asks for nothing but itself, and keeps to its own policy', async () => {
    const { view, asked, complaints } = await open(DAMAGED);
    expect(asked.filter((url) => url !== 'data:,')).toEqual([`file://${join(scratch, 'report.html')}`]);
    expect(complaints).toEqual([]);
    await expect(view.locator('h1').textContent()).resolves.toContain('damaged');
    await expect(view.locator('form.filter').isVisible()).resolves.toBe(true);
  });

  it('runs no script that a name brings, also where the escaping of names would fail', async () => {
    const name = '<img src=x onerror="document.title=1">';
    const { view, complaints } = await open([
      begin({ root: name }),
      found('corrupt', name, { detail: name }),
      end(),
    ]);
    await expect(view.title()).resolves.toBe(`sound: ${name}`);
    expect(complaints).toEqual([]);
    await view.evaluate(TAKE_OVER).catch(() => {});
    await expect(view.title()).resolves.toBe(`sound: ${name}`);
  });

  it('searches and filters, says how many match, and is as before when that is cleared', async () => {
    const { view } = await open(DAMAGED);
    const rows = view.locator('tr.row:visible');
    const all = await rows.count();
    expect(all).toBe(44);
    await view.keyboard.press('/');
    await view.keyboard.type('IMG_0021');
    await expect.poll(() => rows.count()).toBe(1);
    await expect(view.locator('[role=status]').textContent()).resolves.toBe(
      '1 of the 44 findings on this page match',
    );
    await view.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => rows.count()).toBe(all);
    await view.getByLabel('error').uncheck();
    await expect.poll(() => rows.count()).toBe(3);
    await view.getByLabel('Code').selectOption('special-file');
    await expect.poll(() => rows.count()).toBe(1);
    await view.getByRole('button', { name: 'Clear' }).click();
    await view.keyboard.press('/');
    await view.keyboard.type('nothing is called so');
    await expect.poll(() => rows.count()).toBe(0);
    await expect(view.locator('details.group:visible').count()).resolves.toBe(0);
  });

  it('leads from the map to the findings, by keyboard, also where a filter hides them', async () => {
    const { view } = await open(DAMAGED);
    await view.locator('input[type=search]').fill('IMG_0021');
    await expect.poll(() => view.locator('tr.row:visible').count()).toBe(1);
    await view.locator('svg.treemap.wide a[aria-label^="mail/2026/"]').focus();
    await view.keyboard.press('Enter');
    const group = view.locator('details.group', { hasText: 'mail/2026/' });
    await expect.poll(() => group.isVisible()).toBe(true);
    await expect(group.getAttribute('open')).resolves.toBe('');
  });

  it('says the same without scripts, where no control stands that could do nothing', async () => {
    const { view, complaints } = await open(DAMAGED, { javaScriptEnabled: false });
    await expect(view.locator('form.filter').isVisible()).resolves.toBe(false);
    await expect(view.locator('tr.row:visible').count()).resolves.toBe(44);
    await expect(view.locator('svg.treemap.wide').isVisible()).resolves.toBe(true);
    expect(complaints).toEqual([]);
  });

  it.each([1280, 400, 320])('is no wider than a screen of %d pixels', async (width) => {
    const long = found('missing', `${'very-long-name-'.repeat(60)}/${'x'.repeat(255)}`, {
      wanted: 'y'.repeat(300),
    });
    const { view } = await open([...DAMAGED.slice(0, -1), long, end()], { viewport: { width, height: 800 } });
    await expect(view.evaluate<number>('document.documentElement.scrollWidth')).resolves.toBeLessThanOrEqual(
      width,
    );
  });

  it('shows the runs before this one, on a telephone too, and to a screen reader as a table', async () => {
    const past = Array.from({ length: 60 }, (_, i) => ({
      command: 'verify',
      host: 'db1',
      root: '/srv/backup',
      startedAt: new Date(Date.UTC(2026, 8, 20 + i, 2)).toISOString(),
      verdict: i === 40 ? ('damaged' as const) : ('sound' as const),
      files: 1000 + i,
      bytes: 1e9 + i * 1e7,
      findings: i === 40 ? 4 : 0,
      covered: 1,
    }));
    const { view, complaints } = await open(DAMAGED, { viewport: { width: 320, height: 800 } }, past);
    const history = view.locator('section.history');
    await expect(history.locator('figure').count()).resolves.toBe(4);
    await expect(history.locator('circle.damaged').first().isVisible()).resolves.toBe(true);
    await history.getByText('The same as a table').click();
    const tree = await history.ariaSnapshot();
    expect(tree).toContain('heading "The last 61 runs"');
    expect(tree).toContain('row "2026-10-30T02:00:00.000Z damaged 1,040 1.4 GB 4 100 %"');
    await expect(view.evaluate<number>('document.documentElement.scrollWidth')).resolves.toBeLessThanOrEqual(
      320,
    );
    expect(complaints).toEqual([]);
  });

  it('has landmarks, headings and tables that a screen reader finds', async () => {
    const { view } = await open(DAMAGED);
    const tree = await view.locator('body').ariaSnapshot();
    for (const part of [
      '- main:',
      'heading "damaged /srv/backup" [level=1]',
      'heading "What to do next" [level=2]',
      '- search "Findings"',
      'table "Who vouches for it"',
      'columnheader "Manifest"',
      'rowheader',
      'link "mail/2026/',
      'img "bytes: zeros from',
    ])
      expect.soft(tree).toContain(part);
  });

  it('prints what is folded too', async () => {
    const events = [
      ...DAMAGED.slice(0, -1),
      ...Array.from({ length: 300 }, (_, i) => found('missing', `z${i % 10}/${i}`)),
      end(),
    ];
    const { view } = await open(events, { javaScriptEnabled: false });
    const folded = view.locator('details.group:not([open]) tr.row');
    const count = await folded.count();
    expect(count).toBeGreaterThan(0);
    await expect(folded.first().isVisible()).resolves.toBe(false);
    await view.emulateMedia({ media: 'print' });
    await expect(folded.first().isVisible()).resolves.toBe(true);
  });

  it('prints what matters first of 100,000 findings, and says so', async () => {
    const { view } = await open(many(), { javaScriptEnabled: false });
    const note = view.getByText('On paper: the first findings of each kind');
    await expect(note.isVisible()).resolves.toBe(false);
    const shown = (): Promise<number> => view.locator('details.group:visible').count();
    expect(await shown()).toBeGreaterThan(100);
    await view.emulateMedia({ media: 'print' });
    await expect(note.isVisible()).resolves.toBe(true);
    expect(await shown()).toBe(6);
    expect(await view.locator('tr.row:visible').count()).toBe(6 * 2 * 10);
  });

  it('has a few thousand elements for 100,000 findings, and searches them', async () => {
    const { view, complaints } = await open(many());
    expect(await view.locator('*').count()).toBeLessThan(60_000);
    await view.locator('input[type=search]').fill('file-1');
    await expect
      .poll(() => view.locator('[role=status]').textContent(), { timeout: 50_000 })
      .toContain('others are not on it');
    expect(complaints).toEqual([]);
  });
});
