/** The library as another program uses it: what package.json exports, its events and its types. */
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  type BeginEvent,
  compare,
  type EndEvent,
  type ExitCode,
  Fault,
  FINDING_CODES,
  type FindingCode,
  type FindingEvent,
  filesFrom,
  latest,
  openReport,
  type RunEvent,
  type RunEvents,
  type RunOptions,
  replay,
  type SealOptions,
  type Severity,
  scan,
  seal,
  type Verdict,
  verify,
} from '../dist/index.js';
import { gather } from './help/arbitrary.ts';

const scratch = mkdtempSync(join(tmpdir(), 'restorable-library-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function makeTree(): { readonly root: string; readonly manifest: string } {
  const root = mkdtempSync(join(scratch, 'tree-'));
  writeFileSync(join(root, 'a.txt'), 'the first file\n');
  writeFileSync(join(root, 'b.txt'), 'the second file\n');
  return { root, manifest: join(root, 'restorable.sha256') };
}

/** What a program that uses the library would write: findings by code, and the verdict. */
async function judge(events: RunEvents): Promise<[Verdict | undefined, ExitCode | undefined, FindingCode[]]> {
  const codes: FindingCode[] = [];
  for await (const event of events) {
    if (event.type === 'finding') codes.push(event.code);
    if (event.type === 'end') return [event.verdict, event.exit, codes];
  }
  return [undefined, undefined, codes];
}

describe('the library', () => {
  it('seals, verifies and scans, and gives events', async () => {
    const { root, manifest } = makeTree();
    const sealed = await gather(seal(root, manifest));
    expect(sealed).toMatchObject([
      { type: 'begin', schema: 1, command: 'seal', root },
      { type: 'directory', path: '', files: 2 },
      { type: 'end', verdict: 'sound', exit: 0, files: 2, manifest },
    ]);
    expect(await gather(verify(root))).toMatchObject([
      { type: 'begin', command: 'verify', vouchers: [{ format: 'native', entries: 2 }] },
      { type: 'directory', path: '', files: 2, judged: {} },
      { type: 'end', verdict: 'sound', exit: 0, coverage: { files: 2 }, promised: 2, held: 2 },
    ]);
    const { atime, mtime } = statSync(join(root, 'a.txt'));
    writeFileSync(join(root, 'a.txt'), 'the worst file\n');
    utimesSync(join(root, 'a.txt'), atime, mtime);
    writeFileSync(join(root, 'dump.sql'), '');
    expect(await judge(verify(root, { failOn: 'error' }))).toEqual([
      'damaged',
      1,
      ['corrupt', 'unexpected', 'empty-file'],
    ]);
    expect(await judge(scan(root))).toEqual(['suspect', 1, ['empty-file']]);
    expect(await judge(scan(root, { exclude: ['*.sql'] }))).toEqual(['sound', 0, []]);
  });

  it('takes the same options as the command line', async () => {
    const { root } = makeTree();
    const manifest = join(scratch, 'elsewhere.sha512');
    const options: SealOptions = { algorithm: 'sha512', origin: 'source', jobs: 2, exclude: ['b.txt'] };
    expect(await judge(seal(root, manifest, options))).toEqual(['sound', 0, []]);
    expect(readFileSync(manifest, 'utf8')).toMatch(/^[0-9a-f]{128} {2}a\.txt$/m);
    expect(await judge(verify(root, { manifest, strong: true }))).toEqual(['sound', 0, ['weak-manifest']]);
    const stopping = new AbortController();
    stopping.abort('SIGTERM');
    const stopped = await gather(verify(root, { manifest, signal: stopping.signal }));
    expect(stopped.at(-1)).toMatchObject({ exit: 143, interrupted: true, verdict: 'incomplete' });
  });

  it('compares generations, and finds the latest that is sound', async () => {
    const old = join(scratch, 'db-2026-11-20');
    const young = join(scratch, 'db-2026-11-21');
    for (const root of [old, young]) {
      renameSync(makeTree().root, root);
      await gather(seal(root, join(root, 'restorable.sha256')));
    }
    expect(await judge(compare(old, young))).toEqual(['ordinary', 0, []]);
    writeFileSync(join(young, 'a.txt'), 'another\n');
    const { sound, tried } = await latest([old, young]);
    expect(sound?.path).toBe(old);
    expect(tried.map(({ path, end }) => [path, end?.exit])).toEqual([
      [young, 1],
      [old, 0],
    ]);
    expect(await latest([old, young], { maxTries: 1 })).toMatchObject({ tried: [{ path: young }] });
    const codes = (await judge(compare(old, young, { isRead: true, failOn: 'note' })))[2];
    expect(codes).toEqual(['updated']);
  });

  it('replays a journal to any report, and limits a run to listed paths', async () => {
    const { root, manifest } = makeTree();
    await gather(seal(root, manifest));
    rmSync(join(root, 'a.txt'));
    expect(await judge(verify(root, { filesFrom: filesFrom([Buffer.from('b.txt')]) }))).toEqual([
      'sound',
      0,
      [],
    ]);
    expect(() => filesFrom(['../x'])).toThrow(Fault);
    const lines = (await gather(verify(root))).map((event) => `${JSON.stringify(event)}\n`);
    let text = '';
    const report = openReport('csv', (part) => {
      text += part;
    });
    for await (const line of replay(Readable.from(lines.map((each) => Buffer.from(each)))))
      if (line.is === 'event') report.on(line.event);
    report.finish();
    expect(text).toMatch(/finding,.*,error,missing,a\.txt,/);
    expect(() => openReport('none', () => {})).toThrow(Fault);
  });

  it('throws a Fault with an exit code and a hint where a run cannot start', async () => {
    const { root, manifest } = makeTree();
    const gone = join(root, 'gone');
    await expect(gather(verify(gone))).rejects.toBeInstanceOf(Fault);
    await expect(gather(verify(gone))).rejects.toMatchObject({ exit: 2, hint: expect.any(String) });
    await gather(seal(root, manifest));
    expect(() => seal(root, manifest)).toThrow(Fault);
    expect(await judge(seal(root, manifest, { force: true }))).toEqual(['sound', 0, []]);
  });

  it('tell of a manifest that is gone when its promises are read', async () => {
    const { root, manifest } = makeTree();
    await gather(seal(root, manifest));
    const events = verify(root);
    expect((await events.next()).value).toMatchObject({ type: 'begin' });
    rmSync(manifest);
    await expect(gather(events)).rejects.toThrow(
      expect.objectContaining({ exit: 4, message: `${manifest}: cannot read the manifest (ENOENT)` }),
    );
  });

  it('has types that tell one event from another', () => {
    expectTypeOf(verify).returns.toEqualTypeOf<RunEvents>();
    expectTypeOf<RunEvents>().toExtend<AsyncIterable<RunEvent>>();
    expectTypeOf<Extract<RunEvent, { type: 'finding' }>>().toEqualTypeOf<FindingEvent>();
    expectTypeOf<Extract<RunEvent, { type: 'begin' }>>().toEqualTypeOf<BeginEvent>();
    expectTypeOf<EndEvent['exit']>().toEqualTypeOf<ExitCode>();
    expectTypeOf<NonNullable<RunOptions['failOn']>>().toEqualTypeOf<Severity>();
    expectTypeOf<keyof typeof FINDING_CODES>().toEqualTypeOf<FindingCode>();
    for (const { about, advice } of Object.values(FINDING_CODES)) {
      expect(about).not.toBe('');
      expect(advice).not.toBe('');
    }
  });
});
