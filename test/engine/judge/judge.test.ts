import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/engine/judge/judge.ts';
import type { PathCase } from '../../../src/engine/judge/path-case.ts';
import type { Kind } from '../../../src/model/entry.ts';
import { FINDING_CODES } from '../../../src/model/finding.ts';
import { asNote, inWords, type Worded } from '../../help/in-words.ts';
import { caseOf, digestOf, entry, facts, type Known, promise, promiseOf } from '../cases.ts';

type Row = readonly [
  about: string,
  known: Known & Pick<PathCase, 'scope'>,
  wanted: readonly Partial<Worded>[],
];

const open = { scope: 'open' } as const;
const closed = { scope: 'closed' } as const;
const none = { scope: 'none' } as const;
const TEXT = 'p=1;c=T;m=-;s=unknown;k=-;H=450;b=T10;z=-;h=;t=';
const EDITED = 'p=1;c=T;m=-;s=unknown;k=-;H=470;b=T12;z=-;h=;t=';
const RANDOM = 'p=1;c=R;m=-;s=unknown;k=-;H=800;b=R10;z=-;h=;t=';
const ZIP = 'p=1;c=H;m=zip;s=proven;k=dense;H=780;b=H10;z=-;h=;t=';
const SEALED_BY_OPENSSL = 'p=1;c=R;m=openssl-enc;s=encrypted;k=dense;H=800;b=R10;z=-;h=;t=';
const TURNED = {
  code: 'random-filled',
  severity: 'error',
  detail: 'text when it was sealed, now mostly random',
} as const;
const LOOKS_RANDOM = {
  code: 'random-filled',
  severity: 'warning',
  detail: '10 of 10 blocks are random',
} as const;
const NOTED = { code: 'wrong-type', severity: 'note', detail: 'begins as another' } as const;
const ZEROS = { code: 'zero-filled', severity: 'error', detail: 'all 4 bytes are zero' } as const;
const trouble = (code: string) => ({ code, doing: 'read the file' });

const ROWS: readonly Row[] = [
  ['a file that holds', { entry: entry('a'), expected: promise('a', 'new'), ...closed }, []],
  [
    'a file that is promised by name alone and that nothing proves',
    { entry: entry('a'), expected: promiseOf('a', 'file'), facts: facts('new'), ...none },
    [
      {
        code: 'unvouched',
        severity: 'note',
        detail: 'it is there, but nothing was at hand to compare its content with',
      },
    ],
  ],
  [
    'a file that is promised by name alone and proves itself',
    { entry: entry('a'), expected: promiseOf('a', 'file'), judgement: 'proven', ...none },
    [],
  ],
  [
    'a directory that is there',
    { entry: entry('a', 'directory'), expected: promiseOf('a', 'directory'), ...closed },
    [],
  ],
  [
    'a FIFO that was promised',
    { entry: entry('a', 'fifo'), expected: promiseOf('a', 'fifo'), ...closed },
    [],
  ],
  [
    'a link that points where it did',
    {
      entry: entry('a', 'link', { target: 'x\xe9' }),
      expected: promiseOf('a', 'link', { target: 'x\xe9' }),
      ...closed,
    },
    [],
  ],
  [
    'a link whose mtime is another',
    {
      entry: entry('a', 'link', { target: 'x' }),
      expected: promiseOf('a', 'link', { target: 'x', mtime: '1.0' }),
      ...closed,
    },
    [],
  ],
  ['nothing at all', { ...closed }, []],

  [
    'other bytes, same size and time',
    { entry: entry('a'), expected: promise('a', 'old'), facts: facts('new'), ...closed },
    [
      {
        code: 'corrupt',
        severity: 'error',
        path: 'a',
        wanted: 'xxh64:6f6c640000000000',
        found: 'xxh64:6e65770000000000',
      },
    ],
  ],
  [
    'other bytes, same size, a time two seconds off',
    {
      entry: entry('a'),
      expected: promise('a', 'old', { mtime: '100.0' }),
      facts: facts('new', { mtime: '102.000000000' }),
      ...closed,
    },
    [{ code: 'corrupt' }],
  ],
  [
    'other bytes, same size, a later time',
    {
      entry: entry('a'),
      expected: promise('a', 'old', { mtime: '100.0' }),
      facts: facts('new', { mtime: '102.100000000' }),
      ...closed,
    },
    [{ code: 'changed', severity: 'error', wanted: 'xxh64:6f6c640000000000' }],
  ],
  [
    'other bytes, same size, an earlier time before 1970',
    {
      entry: entry('a'),
      expected: promise('a', 'old', { mtime: '-10.500000000' }),
      facts: facts('new', { mtime: '-13.000000000' }),
      ...closed,
    },
    [{ code: 'changed' }],
  ],
  [
    'other bytes, no time promised',
    { entry: entry('a'), expected: promise('a', 'old', { mtime: undefined }), facts: facts('new'), ...open },
    [{ code: 'changed' }],
  ],
  [
    'other bytes, no size promised',
    {
      entry: entry('a'),
      expected: promise('a', 'old', { size: undefined, mtime: undefined }),
      facts: facts('longer'),
      ...open,
    },
    [{ code: 'changed' }],
  ],
  [
    'a file that is shorter, whatever its time',
    { entry: entry('a'), expected: promise('a', 'longer', { mtime: '1.0' }), facts: facts('lon'), ...closed },
    [
      {
        code: 'truncated',
        severity: 'error',
        wanted: '6 bytes',
        found: '3 bytes',
        detail: 'cut at byte 3 of 6',
      },
    ],
  ],
  [
    'a file that has nothing in it any more',
    { entry: entry('a'), expected: promise('a', 'old'), facts: facts(''), ...closed },
    [{ code: 'truncated', found: '0 bytes' }],
  ],
  [
    'a file that is longer',
    {
      entry: entry('a'),
      expected: promise('a', 'old'),
      facts: facts('older', { beginsAsRecorded: true }),
      ...closed,
    },
    [
      {
        code: 'grown',
        wanted: '3 bytes',
        found: '5 bytes',
        detail: '2 bytes more than promised, and the first 3 bytes are as promised',
      },
    ],
  ],

  [
    'a file that is gone',
    { expected: promise('a', 'old'), ...closed },
    [{ code: 'missing', path: 'a', wanted: 'xxh64:6f6c640000000000' }],
  ],
  ['a file that is gone, of an open list', { expected: promise('a', 'old'), ...open }, [{ code: 'missing' }]],
  [
    'a directory that is gone',
    { expected: promiseOf('a', 'directory'), ...closed },
    [{ code: 'missing', wanted: 'directory' }],
  ],
  [
    'a link that is gone',
    { expected: promiseOf('a', 'link', { target: 'x' }), ...closed },
    [{ code: 'missing', wanted: 'link' }],
  ],
  [
    'a FIFO that is gone',
    { expected: promiseOf('a', 'fifo'), ...closed },
    [{ code: 'missing', wanted: 'FIFO' }],
  ],
  [
    'a gone file without a digest',
    { expected: promiseOf('a', 'file', { unreadable: 'EIO' }), ...closed },
    [{ code: 'missing' }],
  ],

  [
    'a new file in a closed inventory',
    { entry: entry('a'), ...closed },
    [{ code: 'unexpected', severity: 'warning', path: 'a' }],
  ],
  [
    'a new file beside open lists',
    { entry: entry('a'), ...open },
    [{ code: 'unvouched', severity: 'warning', path: 'a' }],
  ],
  ['a new file where nobody asks', { entry: entry('a'), ...none }, []],
  [
    'a new link in a closed inventory',
    { entry: entry('a', 'link', { target: 'x' }), ...closed },
    [{ code: 'unexpected', found: 'link' }],
  ],
  ['a new link beside open lists', { entry: entry('a', 'link', { target: 'x' }), ...open }, []],
  ['a new link where nobody asks', { entry: entry('a', 'link', { target: 'x' }), ...none }, []],
  ['a new directory with something in it', { entry: entry('a', 'directory'), ...closed }, []],
  [
    'a new empty directory',
    { entry: entry('a', 'directory', { empty: true }), ...closed },
    [{ code: 'unexpected', found: 'directory' }],
  ],
  [
    'a new empty directory beside open lists',
    { entry: entry('a', 'directory', { empty: true }), ...open },
    [],
  ],
  [
    'a new FIFO in a closed inventory',
    { entry: entry('a', 'fifo'), ...closed },
    [{ code: 'unexpected', found: 'FIFO' }],
  ],
  [
    'a new FIFO beside open lists',
    { entry: entry('a', 'fifo'), ...open },
    [{ code: 'special-file', severity: 'note', found: 'FIFO' }],
  ],
  [
    'a socket where nobody asks',
    { entry: entry('a', 'socket'), ...none },
    [{ code: 'special-file', found: 'socket' }],
  ],
  [
    'a device where nobody asks',
    { entry: entry('a', 'device'), ...none },
    [{ code: 'special-file', found: 'device' }],
  ],

  [
    'a link where a file was promised',
    { entry: entry('a', 'link', { target: 'x' }), expected: promise('a', 'old'), ...closed },
    [{ code: 'retyped', wanted: 'file', found: 'link' }],
  ],
  [
    'a file where a link was promised',
    { entry: entry('a'), expected: promiseOf('a', 'link', { target: 'x' }), ...closed },
    [{ code: 'retyped', wanted: 'link', found: 'file' }],
  ],
  [
    'a FIFO where a file was promised',
    { entry: entry('a', 'fifo'), expected: promise('a', 'old'), ...open },
    [{ code: 'retyped', severity: 'error', found: 'FIFO' }],
  ],
  [
    'a FIFO that took the place of a file before it was read',
    { entry: entry('a'), expected: promise('a', 'old'), facts: facts('', { kind: 'fifo' }), ...closed },
    [{ code: 'retyped', wanted: 'file', found: 'FIFO' }],
  ],
  [
    'a new file that became a directory before it was read',
    { entry: entry('a'), facts: facts('', { kind: 'directory' }), ...none },
    [{ code: 'retyped', found: 'directory' }],
  ],
  [
    'a link that points elsewhere',
    {
      entry: entry('a', 'link', { target: 'y' }),
      expected: promiseOf('a', 'link', { target: 'x\xe9' }),
      ...closed,
    },
    [{ code: 'relinked', severity: 'error', wanted: 'x\ufffd', found: 'y' }],
  ],

  [
    'a file that the disk does not give',
    {
      entry: entry('a'),
      expected: promise('a', 'old'),
      facts: facts('', { trouble: trouble('EIO') }),
      ...closed,
    },
    [{ code: 'unreadable', severity: 'error', detail: 'could not read the file: EIO' }],
  ],
  [
    'a new file that the disk does not give',
    { entry: entry('a'), facts: facts('', { trouble: trouble('EIO') }), ...none },
    [{ code: 'unreadable' }],
  ],
  [
    'a directory that the disk does not give',
    { entry: entry('a', 'directory', { trouble: { code: 'EIO', doing: 'list the directory' } }), ...none },
    [{ code: 'unreadable', detail: 'could not list the directory: EIO' }],
  ],
  [
    'a root that may not be listed',
    { entry: entry('', 'directory', { trouble: trouble('EACCES') }), ...none },
    [{ code: 'denied', path: '' }],
  ],
  [
    'a file that is gone when it is opened',
    {
      entry: entry('a'),
      expected: promise('a', 'old'),
      facts: facts('', { trouble: trouble('ENOENT') }),
      ...closed,
    },
    [{ code: 'unsettled', detail: 'it vanished during the run (ENOENT)' }],
  ],
  [
    'a file below what is no directory any more',
    { entry: entry('a'), facts: facts('', { trouble: trouble('ENOTDIR') }), ...none },
    [{ code: 'unsettled' }],
  ],

  [
    'a file that moved while it was read',
    { entry: entry('a'), expected: promise('a', 'old'), facts: facts('new', { unsettled: true }), ...closed },
    [{ code: 'unsettled', severity: 'warning', detail: 'size or mtime moved while it was read, twice' }],
  ],
  [
    'a new file that moved while it was read',
    { entry: entry('a'), facts: facts('new', { unsettled: true }), ...closed },
    [{ code: 'unsettled' }],
  ],
  [
    'a file that held at the second read only',
    {
      entry: entry('a'),
      expected: promise('a', 'new'),
      facts: facts('new', { matchedAtSecondRead: true, contentFinding: asNote(ZEROS) }),
      ...closed,
    },
    [{ code: 'unsettled', detail: 'the first read differed, the second held: memory, cable or controller' }],
  ],

  [
    'a file that could not be read when it was sealed',
    {
      entry: entry('a'),
      expected: promiseOf('a', 'file', { unreadable: 'EACCES' }),
      facts: facts('new'),
      ...closed,
    },
    [{ code: 'unvouched', detail: 'could not be read when it was sealed (EACCES)' }],
  ],
  [
    'a directory that could not be listed when it was sealed',
    {
      entry: entry('a', 'directory'),
      expected: promiseOf('a', 'directory', { unreadable: 'EACCES' }),
      ...closed,
    },
    [],
  ],

  [
    'garbage that nobody promised',
    { entry: entry('a'), facts: facts('\0\0\0\0', { contentFinding: asNote(ZEROS) }), ...none },
    [{ ...ZEROS, path: 'a' }],
  ],
  [
    'garbage in a closed inventory',
    { entry: entry('a'), facts: facts('\0\0\0\0', { contentFinding: asNote(ZEROS) }), ...closed },
    [{ code: 'unexpected' }, { ...ZEROS, path: 'a' }],
  ],
  [
    'a promised file that is garbage now',
    {
      entry: entry('a'),
      expected: promise('a', 'good'),
      facts: facts('\0\0\0\0', { contentFinding: asNote(ZEROS) }),
      ...closed,
    },
    [{ code: 'corrupt' }, { ...ZEROS, path: 'a' }],
  ],
  [
    'garbage that holds against a foreign list',
    {
      entry: entry('a'),
      expected: promise('a', '\0\0\0\0'),
      facts: facts('\0\0\0\0', { matched: true, contentFinding: asNote(ZEROS) }),
      ...open,
    },
    [{ ...ZEROS, path: 'a' }],
  ],
  [
    'text that is random now, although its mtime is new',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: TEXT, mtime: '1.0' }),
      facts: facts('\x8f\x11\xee\xc4', { profile: RANDOM, contentFinding: asNote(LOOKS_RANDOM) }),
      ...closed,
    },
    [{ code: 'changed' }, { ...TURNED, path: 'a' }],
  ],
  [
    'text that is random now and longer',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: TEXT }),
      facts: facts('random', { profile: RANDOM }),
      ...closed,
    },
    [{ code: 'grown' }, { ...TURNED, path: 'a' }],
  ],
  [
    'text that was edited',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: TEXT, mtime: '1.0' }),
      facts: facts('next', { profile: EDITED }),
      ...closed,
    },
    [{ code: 'changed' }],
  ],
  [
    'an edited text of which something is to be said by itself',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: TEXT }),
      facts: facts('next', { profile: EDITED, contentFinding: asNote(NOTED) }),
      ...closed,
    },
    [{ code: 'corrupt' }, { ...NOTED, path: 'a' }],
  ],
  [
    'an archive that is encrypted now, where only a note is made of the file alone',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: ZIP, mtime: '1.0' }),
      facts: facts('next', { profile: SEALED_BY_OPENSSL, contentFinding: asNote(NOTED) }),
      ...closed,
    },
    [
      { code: 'changed' },
      { code: 'wrong-type', severity: 'warning', detail: 'zip when it was sealed, openssl-enc now' },
    ],
  ],
  [
    'garbage that is an error by itself, whatever it was',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: TEXT }),
      facts: facts('\0\0\0\0', { profile: RANDOM, contentFinding: asNote(ZEROS) }),
      ...closed,
    },
    [{ code: 'corrupt' }, { ...ZEROS, path: 'a' }],
  ],
  [
    'text that is random now, where nobody recorded what it was',
    {
      entry: entry('a'),
      expected: promise('a', 'text'),
      facts: facts('rnd!', { profile: RANDOM, contentFinding: asNote(LOOKS_RANDOM) }),
      ...closed,
    },
    [{ code: 'corrupt' }, { ...LOOKS_RANDOM, path: 'a' }],
  ],
  [
    'text that is random now, where the record is damaged',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: 'nonsense' }),
      facts: facts('rnd!', { profile: RANDOM }),
      ...closed,
    },
    [{ code: 'corrupt' }],
  ],
  [
    'a file that held at the second read, whatever its profile',
    {
      entry: entry('a'),
      expected: promise('a', 'text', { profile: TEXT }),
      facts: facts('text', { matchedAtSecondRead: true, profile: RANDOM }),
      ...closed,
    },
    [{ code: 'unsettled' }],
  ],
  [
    'a file that is new in a sealed store that grows, and proves itself',
    { entry: entry('a'), facts: facts('pack', { store: 'restic' }), judgement: 'proven', ...closed },
    [{ code: 'unexpected', severity: 'note', detail: 'new in a store that grows (restic)' }],
  ],
  [
    'garbage that is new in a sealed store',
    {
      entry: entry('a'),
      facts: facts('rnd', { store: 'restic', contentFinding: asNote(ZEROS) }),
      judgement: 'garbage',
      ...closed,
    },
    [{ code: 'unexpected', severity: 'warning' }, { code: 'zero-filled' }],
  ],
  [
    'other bytes under a name of a sealed store',
    { entry: entry('a'), expected: promise('a', 'old'), facts: facts('new', { store: 'restic' }), ...closed },
    [{ code: 'corrupt' }],
  ],
  [
    'a file of a store that vouches for itself, proven',
    { entry: entry('a'), facts: undefined, judgement: 'proven', scope: 'store' },
    [],
  ],
  [
    'a file of a store that nothing in it proves',
    { entry: entry('config'), facts: undefined, judgement: 'encrypted', scope: 'store' },
    [{ code: 'unvouched', severity: 'note' }],
  ],
  [
    'garbage that moved while it was read',
    {
      entry: entry('a'),
      facts: facts('\0\0\0\0', { unsettled: true, contentFinding: asNote(ZEROS) }),
      ...none,
    },
    [{ code: 'unsettled' }, { code: 'zero-filled' }],
  ],
];

describe('the judge', () => {
  it.each(ROWS)('%s', (_, known, wanted) => {
    const findings = judge(caseOf(known, known.scope)).map(inWords);
    expect(findings).toMatchObject(wanted);
    expect(findings).toHaveLength(wanted.length);
  });

  it.each([
    'EACCES',
    'EPERM',
    'ENAMETOOLONG',
    'EMFILE',
    'ENFILE',
    'ENOMEM',
    'EDQUOT',
    'ENOSPC',
    'EROFS',
    'ELOOP',
    'ESTALE',
    'LANE_DIED',
  ])('%s lies outside the backup', (code) => {
    expect(
      judge(caseOf({ entry: entry('a'), facts: facts('', { trouble: trouble(code) }) }, 'closed')).map(
        inWords,
      ),
    ).toMatchObject([{ code: 'denied', path: 'a', detail: `could not read the file: ${code}` }]);
  });

  it.each(['EIO', 'ENXIO', 'EBADMSG', 'EUCLEAN', 'EREMOTEIO', 'EUNKNOWN'])('%s is the medium', (code) => {
    expect(
      judge(caseOf({ entry: entry('a'), facts: facts('', { trouble: trouble(code) }) }, 'closed')),
    ).toMatchObject([{ code: 'unreadable' }]);
  });

  it('has a row for every code about integrity that one path can show', () => {
    const told = new Set<string | undefined>(ROWS.flatMap(([, , wanted]) => wanted.map((each) => each.code)));
    const all = Object.entries(FINDING_CODES).filter(([, code]) => code.subject === 'integrity');
    expect(all.map(([name]) => name).filter((name) => !told.has(name))).toEqual([
      'pruned',
      'moved',
      'added',
      'removed',
      'updated',
    ]);
  });

  it('has a row for every kind in every scope', () => {
    const kinds: readonly Kind[] = ['file', 'directory', 'link', 'fifo', 'socket', 'device'];
    for (const kind of kinds) {
      for (const scope of ['closed', 'open', 'none'] as const) {
        const codes = judge(caseOf({ entry: entry('a', kind) }, scope)).map((each) => each.code);
        const isSpecial = ['fifo', 'socket', 'device'].includes(kind);
        const isNew = scope === 'closed' && kind !== 'directory';
        const wanted = isNew
          ? ['unexpected']
          : isSpecial
            ? ['special-file']
            : scope === 'open' && kind === 'file'
              ? ['unvouched']
              : [];
        expect(codes, `${kind} ${scope}`).toEqual(wanted);
      }
    }
  });

  it('says which of several digests differs', () => {
    const promised = promise('a', 'old', { digests: [digestOf('same', 'sha1'), digestOf('old', 'md5')] });
    const read = facts('new', {
      digests: [digestOf('same', 'sha1'), digestOf('new', 'md5'), digestOf('x', 'sha256')],
    });
    expect(
      judge(caseOf({ entry: entry('a'), expected: promised, facts: read }, 'closed')).map(inWords),
    ).toMatchObject([{ wanted: 'md5:6f6c640000000000', found: 'md5:6e65770000000000' }]);
  });

  it('changes nothing that it is given, and remembers nothing', () => {
    for (const [, known, wanted] of [...ROWS, ...ROWS]) {
      const before = structuredClone(known);
      expect(judge(caseOf(known, known.scope))).toHaveLength(wanted.length);
      expect(known).toEqual(before);
    }
  });
});

describe('what a finding says of the voucher', () => {
  const list = (name: string) => ({ by: { format: 'checksum-list', path: `/r/${name}` }, line: 7 });

  it('is the line that promised', () => {
    const promised = promise('a', 'old', list('SHA256SUMS'));
    expect(
      judge(caseOf({ entry: entry('a'), expected: promised, facts: facts('new') }, 'closed')),
    ).toMatchObject([{ code: 'corrupt', by: { format: 'checksum-list', path: '/r/SHA256SUMS', line: 7 } }]);
    expect(judge(caseOf({ expected: promised }, 'closed'))).toMatchObject([
      { by: { path: '/r/SHA256SUMS' } },
    ]);
  });

  it('is the one of several whose promise failed', () => {
    const holds = promise('a', 'new', list('good'));
    const fails = promise('a', 'old', list('bad'));
    const promised = { ...holds, digests: [...holds.digests, digestOf('old', 'md5')], each: [holds, fails] };
    const read = facts('new', { digests: [digestOf('new'), digestOf('new', 'md5')] });
    expect(judge(caseOf({ entry: entry('a'), expected: promised, facts: read }, 'closed'))).toMatchObject([
      { code: 'corrupt', by: { path: '/r/bad' } },
    ]);
  });

  it('is nothing where its content alone is suspect', () => {
    const promised = promise('a', '\0\0\0\0', list('SHA256SUMS'));
    const read = facts('\0\0\0\0', { matched: true, contentFinding: asNote(ZEROS) });
    const [found] = judge(caseOf({ entry: entry('a'), expected: promised, facts: read }, 'open'));
    expect(found).not.toHaveProperty('by');
  });
});
