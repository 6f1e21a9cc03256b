import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReportFile } from '../../../src/cli/output/report-file.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const ID = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';

function makeFile(): { readonly directory: string; readonly file: string } {
  const directory = mkdtempSync(join(scratch, 'reports-'));
  return { directory, file: join(directory, 'a.xml') };
}

describe('the file of a report', () => {
  it('keeps the one before until it is whole, and shows what that was', () => {
    const { directory, file } = makeFile();
    writeFileSync(file, 'before');
    const report = openReportFile(file, ID);
    expect(report.previous()).toBe('before');
    report.write('é');
    expect(readFileSync(file, 'utf8')).toBe('before');
    report.commit();
    expect(readFileSync(file, 'utf8')).toBe('é');
    expect(readdirSync(directory)).toEqual(['a.xml']);
  });

  it('leaves nothing where it is discarded, and nothing was there before the first', () => {
    const { directory, file } = makeFile();
    const report = openReportFile(file, ID);
    expect(report.previous()).toBe('');
    report.write('half');
    report.discard();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is readable by everybody where it is shared, whatever the umask', () => {
    const { file } = makeFile();
    const umask = process.umask(0o077);
    try {
      openReportFile(file, ID, true).commit();
      expect(statSync(file).mode & 0o777).toBe(0o644);
      openReportFile(file, ID).commit();
      expect(statSync(file).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  it('is written through a link, which stays', () => {
    const { directory, file } = makeFile();
    const target = join(directory, 'target');
    writeFileSync(target, 'before');
    symlinkSync(target, file);
    const report = openReportFile(file, ID);
    report.write('after');
    report.discard();
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('after');
  });

  it('is a mistake of the user where its directory is not there', () => {
    const file = join(scratch, 'nowhere', 'a.xml');
    expect(() => openReportFile(file, ID)).toThrow(
      expect.objectContaining({ exit: 2, message: `${file}: cannot write the report (ENOENT)` }),
    );
  });

  it('says what is left there where it could not be written', () => {
    const { file } = makeFile();
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const first = openReportFile(file, ID);
    expect(first.failed(full)).toMatchObject({
      exit: 3,
      message: `${file}: cannot write the report (ENOSPC)`,
    });
    first.commit();
    const second = openReportFile(file, ID);
    expect(second.failed(full).message).toMatch(
      /\(ENOSPC\); the one that is there is of an earlier run \(20[\dT:.-]+Z\)$/,
    );
    second.discard();
  });

  it('has pages beside it that are there with it, without those of the one before', () => {
    const file = join(scratch, 'backup.html');
    const beside = (): string[] => readdirSync(scratch).filter((name) => name.startsWith('backup.findings'));
    const first = openReportFile(file, ID);
    for (const number of [1, 2, 3]) first.beside?.(number)?.write(`page ${number}`);
    expect(beside()).toEqual([]);
    first.commit();
    expect(beside().toSorted()).toEqual([1, 2, 3].map((number) => `backup.findings-${number}.html`));
    const second = openReportFile(file, ID);
    const page = second.beside?.(1);
    page?.write('new');
    expect([page?.name, page?.of]).toEqual(['backup.findings-1.html', 'backup.html']);
    second.commit();
    expect(beside()).toEqual(['backup.findings-1.html']);
    expect(readFileSync(join(scratch, 'backup.findings-1.html'), 'utf8')).toBe('new');
    const third = openReportFile(file, ID);
    third.beside?.(1)?.write('never');
    third.discard();
    expect(readFileSync(join(scratch, 'backup.findings-1.html'), 'utf8')).toBe('new');
  });
});
