import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FaultEvent, RunEvent } from '../../../../src/model/event.ts';
import { fromText } from '../../../../src/model/path.ts';
import { stepsOf } from '../../../help/steps.ts';
import { begin, end, found, TALKATIVE } from '../../events.ts';
import { counted, DAMAGED, left, page } from './events.ts';

const FAULT: FaultEvent = {
  type: 'fault',
  tool: 'restorable/0.1.0',
  id: 'other',
  command: 'verify',
  root: '/srv/none',
  host: 'db1',
  at: '2026-11-23T05:20:00.000Z',
  exit: 2,
  message: '/srv/none: there is no such directory',
  hint: 'check the mount',
};

function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from) + from.length;
  return text.slice(start, text.indexOf(to, start));
}

/** The text of a page as a reader sees it, without tags. */
function words(html: string): string {
  return html.replaceAll(/<style>.*?<\/style>|<script>.*?<\/script>|<[^>]*>/gs, ' ').replaceAll(/\s+/g, ' ');
}

describe('the page', () => {
  it('allows its own style and script by their hashes, and nothing else', () => {
    const html = page(DAMAGED);
    const policy = between(html, 'http-equiv="Content-Security-Policy" content="', '"');
    for (const tag of ['style', 'script']) {
      expect(html.split(`<${tag}>`)).toHaveLength(2);
      const hash = createHash('sha256')
        .update(between(html, `<${tag}>`, `</${tag}>`))
        .digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it('has no address of anything, no inline style and no handler', () => {
    const html = page(DAMAGED);
    expect(html).not.toMatch(/\b(?:https?:)?\/\/[a-z]|\bsrc=|@import|url\(/i);
    expect(html).not.toMatch(/<[^>]*\s(?:style|on[a-z]+)=/i);
    expect(
      [...html.matchAll(/href="([^"]*)"/g)].every(([, to = '']) => /^(?:#run-\d+(?:-\d+)?|data:,)$/.test(to)),
    ).toBe(true);
  });

  it('tells verdict, advice, trust, map and findings, in this order', () => {
    const text = words(page(DAMAGED));
    const places = [
      'damaged /srv/backup',
      'Do not restore this as it is.',
      'What to do next',
      'What is known, and from which source',
      '/srv/backup/restorable.sha256',
      'The backup by bytes',
      'Findings by directory',
      'mail/2026/ 38 errors',
      'IMG_0021.jpg',
    ].map((each) => text.indexOf(each));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('has one first heading, skips no level, and has every id once', () => {
    for (const events of [DAMAGED, [...DAMAGED, FAULT]]) {
      const html = page(events);
      const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.every((level, i) => i === 0 || level <= (levels[i - 1] ?? 0) + 1)).toBe(true);
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const targets = [...html.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id]) => id);
      expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  it('lets no name act', () => {
    const names = [
      '</script><script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '<!-- ',
      '&lt;b&gt;',
      '\u202etxt.exe',
      '\x1b]0;title\x07',
      'a\nb',
      'n'.repeat(4000),
      'caf\xe9',
    ];
    const events: RunEvent[] = [
      begin({
        root: `/srv/${names[0]}`,
        host: names[1] ?? '',
        vouchers: [{ format: '<i>', path: '<u>', entries: 1, answers: [] }],
      }),
      ...names.flatMap((name) => [
        found('missing', fromText(name)),
        found('corrupt', name, { detail: name, wanted: name, found: name }),
        found('garbage-directory', name),
        left(`d/${name}`, { files: 1, bytes: 10 }),
      ]),
      left('', { files: 10, bytes: 100 }),
      end({ verdict: 'damaged', exit: 1 }),
    ];
    const html = page(events, { ...TALKATIVE, journal: '<journal>' });
    const tags = new Set([...html.matchAll(/<([a-z!][^\s>]*)/gi)].map(([, tag]) => tag));
    for (const tag of ['img', 'i', 'u', 'b', 'journal', '!--']) expect(tags).not.toContain(tag);
    expect(html.split('<script>')).toHaveLength(2);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u);
    expect(html).not.toMatch(/<[^>]*\son(?:error|mouseover)=/);
    expect(html).not.toContain('n'.repeat(1300));
    expect(html).toContain('<code dir="ltr">\\u202etxt.exe</code>');
    expect(html).toContain('caf\\xe9');
  });

  it('says of a sound run that nothing need be done, and lists nothing', () => {
    const html = page([begin(), left('', { files: 1204, bytes: 3_400_000_000 }), end()]);
    expect(words(html)).toContain('sound /srv/backup Everything in scope was read and held.');
    expect(html).not.toContain('class="findings"');
    expect(html).toContain('<svg class="treemap wide"');
  });

  it('tells several roots one after the other, the worst verdict on top', () => {
    const html = page([begin({ id: 'a', root: '/srv/a' }), end(), ...DAMAGED, FAULT]);
    expect(words(html)).toContain('damaged is the worst of 3 runs');
    expect(html.match(/<section class="run /g)).toHaveLength(3);
    for (const id of ['run-1', 'run-2', 'run-3']) expect(html).toContain(`<a href="#${id}">`);
    expect(words(html)).toContain('/srv/none: there is no such directory (exit 2)');
  });

  it('counts a file once in the map, whatever is found about it', () => {
    const html = page([
      begin(),
      ...['a/x', 'a/y'].flatMap((path) => [found('changed', path), found('constant-filled', path)]),
      left('a', { files: 4, bytes: 100 }),
      left('', { files: 4, bytes: 100 }),
      end({ verdict: 'damaged', exit: 1 }),
    ]);
    expect(html).toContain('<title>a/: 4 files, 100 B, 2 of 4 files damaged</title>');
  });

  it('says of a run without an end that nobody knows', () => {
    const html = page([begin(), found('missing', 'a')]);
    expect(words(html)).toContain('killed /srv/backup The run was cut off before its end.');
    expect(words(html)).toContain('Look for it in another generation');
  });

  it('is a page also where nothing was run', () => {
    expect(page([])).toContain('<h1>Nothing was run</h1>');
  });

  it('stays small with 100,000 findings, counts all, and says where all are', () => {
    function* run(): Generator<RunEvent, void, undefined> {
      yield begin();
      for (let i = 0; i < 100_000; i++) {
        const directory = `d${Math.floor(i / 40)}`;
        yield found('corrupt', `${directory}/file-${i}`, {
          detail: 'zeros from 0 to 4096, of 65536 bytes',
          ranges: [{ start: 0, end: 4096, of: 'zeros' }],
          size: 65_536,
        });
        if (i % 40 === 39) yield left(directory, { files: 40, bytes: 40 * i });
      }
      yield left('', { files: 100_000, bytes: 5e9 });
      yield end({ verdict: 'damaged', exit: 1, counts: { corrupt: 100_000 } });
    }
    let html = '';
    const steps = stepsOf(() => {
      html = page(run(), { ...TALKATIVE, journal: '/var/journal.jsonl' });
    });
    expect(html.length).toBeLessThan(4_000_000);
    expect(html.match(/<tr class="row">/g)?.length).toBeGreaterThan(1000);
    expect(words(html)).toMatch(
      /[\d,]+ of 100,000 findings are on this page.*all of them: \/var\/journal\.jsonl/,
    );
    expect(words(html)).toContain('100,000 × corrupt');
    expect(steps / 100_000).toBeLessThan(250);
  }, 60_000);

  it('gives every run of very many some room', () => {
    function* runs(): Generator<RunEvent, void, undefined> {
      for (let i = 0; i < 20; i++) {
        const findings = Array.from({ length: 500 }, (_, each) => found('missing', `d${each % 9}/${each}`));
        yield* [begin({ id: `${i}`, root: `/srv/${i}` }), ...findings];
        yield end({ verdict: 'damaged', exit: 1, counts: counted(findings) });
      }
    }
    const sections = page(runs()).split('<section class="run ').slice(1);
    expect(sections).toHaveLength(20);
    for (const section of sections) expect(section.match(/<tr class="row">/g)?.length).toBeGreaterThan(15);
  });
});
