import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/model/event.ts';
import { html } from '../../../../src/report/formats/html/html.ts';
import { begin, end, found, TALKATIVE } from '../../events.ts';

type Written = { readonly page: string; readonly beside: ReadonlyMap<string, string> };

/** The page about some events in the file `backup.html`, and what lies beside it. */
function written(events: Iterable<RunEvent>): Written {
  let page = '';
  const beside = new Map<string, string>();
  const running = html.start(
    {
      write: (text) => void (page += String(text)),
      beside(number) {
        const name = `backup #${number}.html`;
        beside.set(name, '');
        return {
          name,
          of: 'backup.html',
          write: (text) => void beside.set(name, beside.get(name) + String(text)),
        };
      },
    },
    TALKATIVE,
  );
  for (const event of events) running.on(event);
  running.finish?.();
  return { page, beside };
}

function* run(count: number, root = '/srv/backup'): Generator<RunEvent, void, undefined> {
  yield begin({ root, id: root });
  for (let i = 0; i < count; i++) yield found('corrupt', `d${Math.floor(i / 40)}/file-${i}.txt`);
  yield end({ verdict: 'damaged', exit: 1, counts: { corrupt: count } });
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/file-\d+\.txt(?=<\/code><\/td>)/g)].map(([name]) => name);

describe('the pages beside the page', () => {
  it('have every finding once, up to 5,000 on each, and the page leads to them', () => {
    const { page, beside } = written(run(12_001));
    expect([...beside.keys()]).toEqual(['backup #1.html', 'backup #2.html', 'backup #3.html']);
    const all = [...beside.values()].map(namesIn);
    expect(all.map((names) => names.length)).toEqual([5000, 5000, 2001]);
    expect(new Set(all.flat()).size).toBe(12_001);
    const links = [...page.matchAll(/<a href="(backup[^"]*)">/g)].map(([, to]) =>
      decodeURIComponent(to ?? ''),
    );
    expect(new Set(links)).toEqual(new Set(beside.keys()));
    expect(page).toContain('all stand on 3 pages beside this one');
    expect(page).toContain('d124/file-4999.txt');
    for (const text of beside.values()) {
      expect(text).toContain('<a href="backup.html">');
      expect(text.length).toBeLessThan(3_000_000);
    }
  });

  it('are led to from the directory of a finding that is left out', () => {
    const { page, beside } = written(run(11_000));
    const row = /<tr class="more">.*?<a href="([^"]*)">all of them<\/a>/s;
    const groups = page.split('<details class="group"').slice(1);
    const left = groups.filter((group) => row.test(group));
    expect(left.length).toBeGreaterThan(50);
    for (const group of left) {
      const directory = /<code dir="ltr">(d\d+)\//.exec(group)?.[1];
      const target = decodeURIComponent(row.exec(group)?.[1] ?? '');
      expect(beside.get(target)).toContain(`<code dir="ltr">${directory}/</code>`);
    }
  });

  it('are not there where the page has all findings', () => {
    const { page, beside } = written(run(90));
    expect(namesIn(page)).toHaveLength(90);
    expect(beside.size).toBe(0);
  });

  it('are one where a page of a few hundred findings leaves some out', () => {
    function* alike(): Generator<RunEvent, void, undefined> {
      yield begin();
      for (let i = 0; i < 300; i++) yield found('corrupt', `file-${i}.txt`);
      yield end({ verdict: 'damaged', exit: 1, counts: { corrupt: 300 } });
    }
    const { page, beside } = written(alike());
    expect(namesIn(page).length).toBeLessThan(300);
    expect([...beside.values()].map((text) => namesIn(text).length)).toEqual([300]);
  });

  it('tell several roots apart', () => {
    const { beside } = written([...run(4000, '/srv/one'), ...run(4000, '/srv/two')]);
    expect(
      [...beside.values()].map((text) =>
        [...text.matchAll(/<h2><code dir="ltr">([^<]*)/g)].map(([, root]) => root),
      ),
    ).toEqual([['/srv/one', '/srv/two'], ['/srv/two']]);
  });
});
