import { expect, it } from 'vitest';
import { terminal } from '../../src/report/formats/terminal.ts';
import { begin, end, found, report, TALKATIVE } from './events.ts';

const first = [begin({ root: '/srv/a' }), end()];
const second = [
  begin({ root: '/srv/backup', id: '2' }),
  found('missing', 'x'),
  found('mass-loss', ''),
  end({ verdict: 'damaged', exit: 1, counts: { missing: 12, 'mass-loss': 1 }, files: 7, bytes: 900 }),
];

it('ends several runs on the terminal, with the heaviest finding of each', () => {
  expect(
    report(terminal, [...first, ...second])
      .split('\n')
      .slice(-5),
  ).toEqual([
    '',
    '2 runs',
    '  SOUND    /srv/a       1,204  3.4 GB',
    '  DAMAGED  /srv/backup      7   900 B  1 mass-loss',
    '',
  ]);
});

it('is left out for one run, and where all of them are silent', () => {
  expect(report(terminal, second)).not.toContain('runs');
  expect(report(terminal, [...first, ...first], { ...TALKATIVE, isTalkative: false })).toBe('');
  expect(report(terminal, [...first, ...second], { ...TALKATIVE, isTalkative: false })).toContain('2 runs');
});

it('wraps its rows where they are wider than the terminal', () => {
  const text = report(terminal, [...first, ...second], { ...TALKATIVE, width: 30 });
  expect(text.slice(text.indexOf('2 runs')).split('\n')).toEqual([
    '2 runs',
    '  SOUND  /srv/a  1,204  3.4 GB',
    '  DAMAGED  /srv/backup  7',
    '      900 B  1 mass-loss',
    '',
  ]);
});
