/** What goes through Redis: it comes out as it went in, and what is not of us, or leads out of the root, is no job and no answer. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redisAddress } from '../../../src/cli/fleet/address.ts';
import { packAnswer, unpackAnswer } from '../../../src/cli/fleet/answer-message.ts';
import { type FleetJob, packJob, unpackJob } from '../../../src/cli/fleet/job-message.ts';
import { marksOf, otherRoot } from '../../../src/cli/fleet/marks.ts';
import { pack } from '../../../src/cli/fleet/packing.ts';
import { watchProgress } from '../../../src/cli/fleet/work.ts';
import { emptyAnswer, NO_FACTS } from '../../../src/read/jobs.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const how = { isUncached: false, passable: ['data/link'] };
const READ: FleetJob = {
  ...how,
  read: {
    tasks: [
      {
        path: 'a/latin\xe9',
        wanted: [{ algorithm: 'xxh64', hex: 'ab01' }],
        size: 3,
        examine: true,
        failed: true,
      },
      { path: 'b', wanted: [], named: true },
    ],
    digests: ['sha256'],
    answer: 'exceptions',
    depth: 'normal',
  },
};
const RANGE: FleetJob = {
  ...how,
  range: {
    range: {
      lines: Buffer.from('#f\t3\nab  a\xff\n', 'latin1'),
      line: 7,
      files: 1,
      bytes: 3,
      after: 'a/',
      last: 'z',
    },
    format: { file: '/srv/restorable.sha256', base: '', algorithm: 'sha256', hexLength: 64, isFast: true },
    order: { is: 'stamp', now: 5 },
    refused: [3],
  },
};

describe('a job of a fleet', () => {
  it.each([
    ['files', READ],
    ['a range', RANGE],
  ] as const)('of %s comes out as it went in', (_, job) => {
    expect(unpackJob(packJob(job))).toEqual(job);
  });

  const read = 'read' in READ ? READ.read : undefined;
  const range = 'range' in RANGE ? { ...RANGE.range, range: { ...RANGE.range.range, lines: '' } } : undefined;
  const taskAt = (path: unknown): unknown => ({ ...how, read: { ...read, tasks: [{ path, wanted: [] }] } });
  it.each<[string, unknown]>([
    ['a path upwards', taskAt('../etc/shadow')],
    ['a path upwards in the middle', taskAt('a/../../etc/shadow')],
    ['an absolute path', taskAt('/etc/shadow')],
    ['a path with NUL', taskAt('a\0b')],
    ['no path', taskAt('')],
    ['a path that is a number', taskAt(7)],
    [
      'a flag of another kind',
      { ...how, read: { ...read, tasks: [{ path: 'a', wanted: [], named: 'yes' }] } },
    ],
    ['a link upwards that is passed', { ...how, passable: ['../x'], read }],
    ['a range from above', { ...how, range: { ...range, range: { ...range?.range, after: '../a' } } }],
    ['a range up to above', { ...how, range: { ...range, range: { ...range?.range, last: '/' } } }],
    ['a base above', { ...how, range: { ...range, format: { ...range?.format, base: '..' } } }],
    ['an order that nobody knows', { ...how, range: { ...range, order: { is: 'delete' } } }],
    ['both kinds', { ...how, read, range }],
    ['neither kind', how],
    [
      'digits that are none',
      { ...how, read: { ...read, tasks: [{ path: 'a', wanted: [{ algorithm: 'x', hex: '; rm' }] }] } },
    ],
    ['a list', []],
    ['nothing', null],
  ])('is none with %s', (_, value) => {
    expect(unpackJob(pack(value))).toBeUndefined();
  });

  it.each([undefined, 7, '', 'no base64 at all', Buffer.from('no deflate').toString('base64')])(
    'is none of %j',
    (text) => {
      expect(unpackJob(text)).toBeUndefined();
    },
  );
});

describe('an answer of a worker', () => {
  const counts = { files: 1, dirs: 0, links: 0, special: 0, errors: 0, bytes: 3 };
  const range = { runs: [], exceptions: [], findings: [], counts, held: 1, undone: 0, lastPath: 'a' };
  const read = { ...emptyAnswer(), exceptions: [{ index: 1, facts: { ...NO_FACTS, matched: true } }] };
  const full = { ...read, sizes: Float64Array.of(3, 4), summaries: Uint32Array.of(1, 2, 3, 4, 5, 6) };

  it('comes out as it went in', () => {
    const ofFiles = { throughCache: 2, read: full };
    expect(unpackAnswer(packAnswer(ofFiles), READ)).toEqual(ofFiles);
    const ofRange = { throughCache: 0, range };
    expect(unpackAnswer(packAnswer(ofRange), RANGE)).toEqual(ofRange);
  });

  it.each<[string, unknown, FleetJob]>([
    ['to another kind of job', { throughCache: 0, range }, READ],
    ['of a stopped worker about a range', { throughCache: 0, range: { ...range, undone: 4 } }, RANGE],
    ['of a stopped worker about files', { throughCache: 0, read: { ...read, undone: [0] } }, READ],
    [
      'about a file that nobody asked for',
      { throughCache: 0, read: { ...read, exceptions: [{ index: 2, facts: NO_FACTS }] } },
      READ,
    ],
    [
      'with facts that are none',
      { throughCache: 0, read: { ...read, exceptions: [{ index: 0, facts: { kind: 'file' } }] } },
      READ,
    ],
    ['with too few sizes', { throughCache: 0, read: { ...read, sizes: [1] } }, READ],
    [
      'with a finding of no code',
      { throughCache: 0, range: { ...range, findings: [{ code: 'x', severity: 'error', path: '' }] } },
      RANGE,
    ],
    ['that is nothing', null, READ],
  ])('is none %s', (_, value, job) => {
    expect(unpackAnswer(pack(value), job)).toBeUndefined();
  });
});

describe('a root', () => {
  it('is known by its manifest and half of its names', () => {
    const root = mkdtempSync(join(scratch, 'root-'));
    for (let i = 0; i < 10; i++) mkdirSync(join(root, `d${i}`));
    writeFileSync(join(root, 'list.sha256'), 'abc');
    const marks = marksOf(root, ['list.sha256']);
    expect(otherRoot(root, marks)).toBeUndefined();
    for (let i = 0; i < 4; i++) rmSync(join(root, `d${i}`), { recursive: true });
    expect(otherRoot(root, marks)).toBeUndefined();
    for (let i = 4; i < 8; i++) rmSync(join(root, `d${i}`), { recursive: true });
    expect(otherRoot(root, marks)).toBe('of 11 names in its top directory, 3 are there');
    writeFileSync(join(root, 'list.sha256'), 'abd');
    expect(otherRoot(root, marks)).toBe('list.sha256 is another one');
    renameSync(root, `${root}-away`);
    expect(otherRoot(root, marks)).toBe('list.sha256 is not there');
    expect(otherRoot(root, marksOf(root, []))).toBeUndefined();
  });
});

describe('the address of a Redis', () => {
  const of = (redis: string): unknown => redisAddress({}, { RESTORABLE_REDIS: redis });

  it.each([
    ['redis://nas', { shown: 'redis://nas:6379', options: { host: 'nas', port: 6379 } }],
    [
      'rediss://u:p%40ss@nas:7/3',
      {
        shown: 'rediss://nas:7/3',
        options: { host: 'nas', port: 7, username: 'u', password: 'p@ss', db: 3, tls: {} },
      },
    ],
    [
      'redis://:secret@[::1]:6380',
      { shown: 'redis://[::1]:6380', options: { host: '::1', port: 6380, password: 'secret' } },
    ],
    ['unix:///run/redis.sock', { shown: 'unix:///run/redis.sock', options: { path: '/run/redis.sock' } }],
  ])('is %s', (given, wanted) => {
    expect(of(given)).toEqual(wanted);
  });

  it.each(['nas:6379', 'http://nas', 'redis://', 'unix://', 'redis://u:hush@nas/x', 'redis://hush%@nas/%zz'])(
    'is not %s, and is not repeated',
    (given) => {
      expect(() => of(given)).toThrow(/^RESTORABLE_REDIS has no address of a Redis$/);
    },
  );

  it('is gone from the environment, and has no password on the command line', () => {
    const env = { RESTORABLE_REDIS: 'redis://nas' };
    redisAddress({}, env);
    expect(env).toEqual({});
    for (const redis of [
      'redis://u:hush@nas',
      'redis://:hush@nas',
      'redis://hush@nas',
      'redis://nas?password=hush',
      'foo://a:hush@b',
    ])
      expect(() => redisAddress({ redis }, {})).toThrow(/^--redis has a user or a password in it(?!.*hush)/);
    expect(() => redisAddress({}, {})).toThrow('no Redis is named');
    expect(() => redisAddress({ redis: 'redis://nas', redisFile: 'x' }, {})).toThrow('cannot be combined');
    expect(() => redisAddress({ redisFile: join(scratch, 'none') }, {})).toThrow('ENOENT');
  });
});

describe('a worker that hangs', () => {
  it('is one that has something to do and reads nothing', () => {
    const isHung = watchProgress(1000);
    expect([
      isHung(0, 0, 0),
      isHung(5000, 0, 0),
      isHung(5500, 0, 1),
      isHung(6200, 1, 1),
      isHung(7100, 1, 1),
    ]).toEqual([false, false, false, false, false]);
    expect(isHung(7200, 1, 1)).toBe(true);
  });
});
