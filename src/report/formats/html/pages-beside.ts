import { formatCount, formatNumber } from '../../../model/counts.ts';
import type { FindingEvent } from '../../../model/event.ts';
import type { Out, PageBeside } from '../../reporter.ts';
import type { RunHeader } from '../../run-splitter.ts';
import { clip, visiblePath } from '../../text.ts';
import { findingsSection, type Where } from './findings.ts';
import { type Group, groupAll } from './groups.ts';
import { type Markup, markup, NOTHING } from './markup.ts';
import { pageBeside } from './page.ts';

const MOST_FINDINGS = 5000;
const MOST_PAGES = 100;
const MOST_CHARS = 80;
const NOWHERE: Where = { words: NOTHING, pages: NOTHING, of: () => NOTHING };

/** The findings of all runs in their order, on pages beside a report that has no room for them. */
export type PagesBeside = {
  /** Sees a finding, and returns the number of the page on which it stands; undefined where none can lie beside the report. */
  see(run: RunHeader, event: FindingEvent): number | undefined;
  /** Writes the last page where the report leaves out findings, and returns where they are; undefined where nothing lies beside it. */
  end(isComplete: boolean): Where | undefined;
};

/** The findings of one run that stand on a page. */
type Part = { readonly root: string; readonly events: FindingEvent[] };
type Written = {
  readonly name: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
};

/** Creates the pages beside a report; none is opened before there is more than one page of findings. */
export function createPagesBeside(out: Out): PagesBeside {
  const written: Written[] = [];
  let parts: Part[] = [];
  let waiting = 0;
  let count = 0;
  let isLost = false;

  function write(): void {
    const page = written.length < MOST_PAGES ? out.beside?.(written.length + 1) : undefined;
    if (page === undefined) isLost = true;
    else {
      page.write(render(page, parts, count).html);
      const events = parts.flatMap((part) => part.events);
      written.push({
        name: page.name,
        count: waiting,
        first: placeOf(events.at(0)),
        last: placeOf(events.at(-1)),
      });
    }
    parts = [];
    waiting = 0;
  }

  return {
    see({ root }, event) {
      if (out.beside === undefined) return undefined;
      if (waiting === MOST_FINDINGS) write();
      const last = parts.at(-1);
      if (last?.root === root) last.events.push(event);
      else parts.push({ root, events: [event] });
      waiting += 1;
      count += 1;
      return written.length + 1;
    },
    end(isComplete) {
      if (isComplete && written.length === 0) return undefined;
      if (waiting > 0) write();
      return written.length === 0 ? undefined : whereIn(written, isLost);
    },
  };
}

function render(page: PageBeside, parts: readonly Part[], upTo: number): Markup {
  const count = parts.reduce((sum, { events }) => sum + events.length, 0);
  const title = `Findings ${formatCount(upTo - count + 1)} to ${formatCount(upTo)}`;
  const sections = parts.map(({ root, events }, part) => {
    const all = groupAll(events);
    const anchors = new Map(all.groups.map(({ directory }, i) => [directory, `group-${part + 1}-${i + 1}`]));
    return markup`<h2><code dir="ltr">${clip(root, 600)}</code></h2>
${findingsSection({ ...all, anchors, where: NOWHERE, heading: 3 })}`;
  });
  return pageBeside(title, page.of, sections);
}

function whereIn(pages: readonly Written[], isLost: boolean): Where {
  const links = pages.map(
    ({ name, count, first, last }) =>
      markup`<li><a href="${encodeURIComponent(name)}">${formatNumber(count, 'finding')}</a> <code dir="ltr">${first}</code> to <code dir="ltr">${last}</code></li>
`,
  );
  return {
    words: markup`${isLost ? 'the first of all' : 'all'} stand on ${formatNumber(pages.length, 'page')} beside this one, to be kept with it`,
    pages: markup`<ol class="pages">
${links}</ol>
`,
    of({ page = 1 }: Group) {
      const name = pages[page - 1]?.name;
      return name === undefined ? NOTHING : markup`<a href="${encodeURIComponent(name)}">all of them</a>`;
    },
  };
}

function placeOf(event: FindingEvent | undefined): string {
  return event === undefined ? '' : clip(visiblePath(event) || './', MOST_CHARS);
}
