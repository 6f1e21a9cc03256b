import { describe, expect, it } from 'vitest';
import { QUESTIONS } from '../../src/model/code-row.ts';
import type { BeginEvent, EndEvent, FindingEvent, RunEvent } from '../../src/model/event.ts';
import { ALL_CODES, FINDING_CODES, SEVERITIES } from '../../src/model/finding.ts';
import { answersOf } from '../../src/report/answers.ts';
import { answerReason, answersLine } from '../../src/report/answers-text.ts';
import { collectAnswers } from '../../src/report/collect-answers.ts';
import { html } from '../../src/report/formats/html/html.ts';
import { jsonl } from '../../src/report/formats/jsonl.ts';
import { junit } from '../../src/report/formats/junit/junit.ts';
import { markdown } from '../../src/report/formats/markdown.ts';
import { nagios } from '../../src/report/formats/nagios.ts';
import { terminal } from '../../src/report/formats/terminal.ts';
import { replay } from '../../src/report/replay.ts';
import { begin, end, found, report } from './events.ts';

type Run = {
  readonly first?: Partial<BeginEvent>;
  readonly findings?: readonly FindingEvent[];
  readonly last?: Partial<EndEvent>;
};

const NAMED = {
  format: 'checksum-list',
  path: 'SUMS',
  entries: 1,
  answers: ['corrupt', 'named'] as const,
};
const BARE = { format: 'restic', path: './', entries: 0, answers: ['corrupt'] as const };
const SOUND = { sound: { files: 5, bytes: 50 } };

function answers({ first = {}, findings = [], last = {} }: Run): string[] {
  const collected = collectAnswers(begin(first));
  for (const event of findings) collected.see(event);
  return collected.at(end(last)).map(({ is }) => is);
}

describe('what a run answers', () => {
  it('is yes only where all was asked and held', () => {
    expect(answers({ last: { judged: SOUND } })).toEqual(['yes', 'yes', 'yes', 'unknown']);
    expect(answers({ last: { coverage: { files: 1000, bytes: 1 } } })[0]).toBe('in part');
    expect(answers({ last: { verdict: 'incomplete' } }).slice(0, 2)).toEqual(['in part', 'in part']);
    expect(answers({ last: { coverage: { files: 0, bytes: 0 } } })[0]).toBe('unknown');
  });

  it('is no where something speaks against it', () => {
    expect(answers({ findings: [found('truncated', 'a')] })[0]).toBe('no');
    expect(answers({ findings: [found('missing', 'a')] })[1]).toBe('no');
    expect(answers({ findings: [found('unexpected', 'a')] })[1]).toBe('no');
    expect(answers({ findings: [found('changed', 'a', { severity: 'note' })] })[0]).toBe('yes');
    expect(answers({ findings: [found('manifest-untrusted', 'a')] })[3]).toBe('no');
    const more = { files: 1, bytes: 1 };
    expect(answers({ last: { judged: { ...SOUND, garbage: more } } })[2]).toBe('no');
    expect(answers({ last: { judged: { ...SOUND, suspect: more } } })[2]).toBe('in part');
  });

  it('is never yes where a file was unsettled or denied, whatever else the run found', () => {
    for (const code of ['unsettled', 'denied', 'unvouched'] as const) {
      expect(answers({ findings: [found(code, 'a')] })[0]).toBe('in part');
      const both = [found(code, 'a'), found('unexpected', 'b')];
      expect(answers({ findings: both, last: { verdict: 'suspect', exit: 1 } })[0]).toBe('in part');
    }
    expect(answers({ findings: [found('denied', 'a')] })[1]).toBe('in part');
  });

  it('is never yes where the run was stopped, also with a verdict of its own', () => {
    const last = { verdict: 'suspect', exit: 130, interrupted: true, judged: SOUND } as const;
    expect(answers({ last })).toEqual(['in part', 'in part', 'in part', 'unknown']);
  });

  it('is not asked or unknown where there was no manifest to compare with', () => {
    for (const command of ['scan', 'compare'])
      expect(answers({ first: { command } }).slice(0, 2)).toEqual(['not asked', 'not asked']);
    expect(answers({ first: { command: 'seal', vouchers: [] } }).slice(0, 2)).toEqual([
      'not asked',
      'not asked',
    ]);
    expect(answers({ first: { vouchers: [] } }).slice(0, 2)).toEqual(['unknown', 'unknown']);
    expect(answers({ last: { verdict: 'untrusted', exit: 4 } }).slice(0, 2)).toEqual(['unknown', 'unknown']);
  });

  it('is about what the lists in the tree say where one is sealed that has any', () => {
    const seal = { command: 'seal', vouchers: [NAMED] };
    const intact = (held: number): string | undefined =>
      answers({ first: seal, last: { files: 3, held } })[0];
    expect([3, 2, 0].map(intact)).toEqual(['yes', 'in part', 'unknown']);
  });

  it('of content is not asked where every digest held, and unknown where nothing could be judged', () => {
    expect(answers({})[2]).toBe('not asked');
    expect(answers({ last: { judged: { unknown: { files: 3, bytes: 1 } } } })[2]).toBe('unknown');
    expect(answers({ first: { command: 'scan', vouchers: [] } })[2]).toBe('unknown');
    expect(answers({ findings: [found('flooded-directory', 'a')] })[2]).toBe('in part');
    expect(answers({ findings: [found('ransom-trace', 'a')] })[2]).toBe('no');
  });

  it('takes an open list for no inventory, and several vouchers for what the weakest says', () => {
    const all = begin().vouchers;
    expect(answers({ first: { vouchers: all } })[1]).toBe('yes');
    expect(answers({ first: { vouchers: [BARE] } })[1]).toBe('unknown');
    for (const vouchers of [[NAMED], [NAMED, ...all], [BARE, ...all], [BARE, NAMED]])
      expect(answers({ first: { vouchers } })[1]).toBe('in part');
  });

  it('is about the listed paths alone where others were out of scope', () => {
    expect(answers({ first: { filesFrom: 1 } }).slice(0, 2)).toEqual(['in part', 'not asked']);
    expect(answers({ first: { filesFrom: 1 }, findings: [found('missing', 'a')] })[1]).toBe('no');
  });

  it('is in one line with each reason once', () => {
    const told = answersOf(begin({ vouchers: [] }), end({ verdict: 'untrusted', exit: 4 }), []);
    expect(answersLine(told)).toBe(
      'intact: unknown (nothing vouches for this tree) · complete: unknown · plausible: not asked · authentic: unknown',
    );
  });
});

describe('every code', () => {
  const commands = ['verify', 'scan', 'seal'] as const;

  it.each(ALL_CODES)('%s leaves no run with a yes to all that was asked, unless it is a note', (code) => {
    for (const command of commands)
      for (const severity of SEVERITIES) {
        const { exit } = FINDING_CODES[code];
        const verdict = exit === 4 ? 'untrusted' : exit === 3 ? 'incomplete' : 'damaged';
        const findings = severity === 'note' ? [] : [found(code, 'a', { severity })];
        const asked = answers({
          first: { command },
          findings,
          last: severity === 'note' ? { judged: SOUND } : { verdict, judged: SOUND },
        }).slice(0, 3);
        const isAllYes = asked.filter((is) => is !== 'not asked').every((is) => is === 'yes');
        // What only verify can find says nothing of the questions that the other commands ask.
        const { plausible } = FINDING_CODES[code].bears;
        if (severity === 'note') expect(isAllYes).toBe(true);
        else if (command === 'verify' || plausible !== undefined)
          expect(isAllYes).toBe(code === 'special-file' || code === 'respelled');
      }
  });

  it('names a question that it bears on, all but what is for the record alone', () => {
    expect(ALL_CODES.filter((code) => Object.keys(FINDING_CODES[code].bears).length === 0)).toEqual([
      'special-file',
      'respelled',
    ]);
  });
});

const RUNS: Readonly<Record<string, Run>> = {
  sound: { last: { judged: SOUND } },
  corrupt: {
    findings: [found('corrupt', 'a'), found('missing', 'b')],
    last: { verdict: 'damaged', exit: 1 },
  },
  unsettled: { findings: [found('unsettled', 'a')], last: { verdict: 'suspect', exit: 1 } },
  'unvouched only': {
    first: { vouchers: [NAMED] },
    findings: [found('unvouched', 'a')],
    last: { verdict: 'suspect', exit: 1, coverage: { files: 1203, bytes: 1 }, judged: SOUND },
  },
  'open list': { first: { vouchers: [NAMED] }, last: { judged: SOUND } },
  'store only': { first: { vouchers: [BARE] }, last: { judged: { proven: { files: 1204, bytes: 1 } } } },
  scan: {
    first: { command: 'scan', vouchers: [] },
    findings: [found('zero-filled', 'a')],
    last: { verdict: 'damaged', exit: 1, judged: { ...SOUND, garbage: { files: 1, bytes: 1 } } },
  },
  interrupted: { last: { verdict: 'incomplete', exit: 130, interrupted: true } },
  denied: { findings: [found('denied', 'a')], last: { verdict: 'incomplete', exit: 3 } },
  'denied beside a new file': {
    findings: [found('denied', 'a'), found('unexpected', 'b')],
    last: { verdict: 'suspect', exit: 1 },
  },
  'manifest damaged': {
    findings: [found('manifest-damaged', 'm')],
    last: { verdict: 'untrusted', exit: 4 },
  },
  'no voucher': {
    first: { vouchers: [] },
    findings: [found('no-voucher', '')],
    last: { verdict: 'untrusted', exit: 4, coverage: { files: 0, bytes: 0 } },
  },
  'sealed with excludes': {
    first: { vouchers: begin().vouchers.map((each) => ({ ...each, notes: ['leaves out *.tmp'] })) },
    findings: [found('special-file', 'run/fifo')],
  },
  seal: { first: { command: 'seal', vouchers: [] }, last: { judged: SOUND, manifest: 'm' } },
  compare: { first: { command: 'compare' }, findings: [found('updated', 'a')] },
  'listed paths': { first: { filesFrom: 2 }, last: { filesFrom: 2 } },
};

/** The words of the answers in a report that has them in one line. */
function wordsIn(text: string): string[] {
  const [, line = ''] = /(intact: .*authentic: [a-z ]+)/.exec(text) ?? [];
  return line.split(' · ').map((part) => /^\w+: ([a-z ]+?)(?: \(.*)?$/.exec(part.trim())?.[1] ?? part);
}

/** The words of the answers on the page. */
function wordsOnPage(text: string): string[] {
  return [...text.matchAll(/<td class="is [a-z-]+">([a-z ]+)<\/td>/g)].map(([, word = '']) => word);
}

async function replayed(events: readonly RunEvent[]): Promise<RunEvent[]> {
  const lines = Buffer.from(report(jsonl, events));
  const again: RunEvent[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(lines);
  }
  for await (const each of replay(chunks())) if (each.is === 'event') again.push(each.event);
  return again;
}

describe('all reports of a run', () => {
  it.each(Object.entries(RUNS))('give the same answers: %s', async (_, { first, findings = [], last }) => {
    const counts: Record<string, number> = {};
    for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1;
    const events = [begin(first), ...findings, end({ counts, ...last })];
    const wanted = wordsIn(report(terminal, events));
    expect(wanted).toHaveLength(QUESTIONS.length);
    for (const reporter of [markdown, nagios, junit])
      expect(wordsIn(report(reporter, events))).toEqual(wanted);
    expect(wordsOnPage(report(html, events))).toEqual(wanted);
    const again = await replayed(events);
    expect(wordsIn(report(terminal, again))).toEqual(wanted);
    expect(wordsOnPage(report(html, again))).toEqual(wanted);
  });

  it('give none where it did not come to its end', () => {
    for (const reporter of [terminal, markdown, nagios, junit])
      expect(report(reporter, [begin(), found('corrupt', 'a')])).not.toContain('intact: ');
    expect(wordsOnPage(report(html, [begin(), found('corrupt', 'a')]))).toEqual([]);
  });

  it('give a reason for every answer that is not a plain yes', () => {
    for (const { first, findings = [], last } of Object.values(RUNS)) {
      const collected = collectAnswers(begin(first));
      for (const event of findings) collected.see(event);
      for (const answer of collected.at(end(last)))
        expect(answerReason(answer) === '').toBe(answer.is === 'yes');
    }
  });
});
