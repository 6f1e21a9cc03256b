/** Sectors of other files in text that may have binary data in it by nature, and such data where it belongs. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/detect/detectors.ts';
import { examined } from '../../detect/read.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';

const SECTOR = 512;
const prose = proseOf(900);
const lines = (form: (text: string, i: number) => string): string =>
  prose.trimEnd().split('\n').map(form).join('');

const mails = lines(
  (text, i) =>
    `From a@b.org Mon Jan  1 00:00:00 2026\nFrom: a@b.org\nTo: c@d.org\nSubject: ${i}\n\n${text.repeat(9)}\n\n`,
);
const calendar = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${lines((text, i) => `BEGIN:VEVENT\r\nUID:${i}\r\nSUMMARY:${text}\r\nEND:VEVENT\r\n`)}END:VCALENDAR\r\n`;
const rows = lines((text, i) => `INSERT INTO t VALUES (${i},'${text}');\n`);

/** Texts by their names, whose kinds may all have binary data somewhere. */
const TEXTS: Readonly<Record<string, string>> = {
  'a.eml': mails.slice(mails.indexOf('\n') + 1),
  'a.mbox': mails,
  Inbox: mails,
  '1700000000.M1P1.host:2,S': mails.slice(mails.indexOf('\n') + 1),
  'a.ics': calendar,
  'a.vcf': calendar.replaceAll('VCALENDAR', 'VCARD'),
  'a.sh': `#!/bin/sh\n${lines((text) => `echo "${text}"\n`)}`,
  'a.php': `<?php\n${lines((text, i) => `$a[${i}] = "${text}";\n`)}`,
  'a.pl': lines((text, i) => `print "${i} ${text}";\n`),
  'a.sql': `${rows}-- Dump completed\n`,
  'a.log': lines((text, i) => `2026-01-01 10:00:00 host program[${i}]: ${text}\n`),
  'a.inc': lines((text, i) => `${i}: ${text}\n`),
  README: lines((text, i) => `${text} ${i}\n`),
};

const program = readFileSync(process.execPath);
const database = made('sqlite3 a.db < a.sql', 'a.db', {
  'a.sql': `CREATE TABLE t (a INT, b TEXT);\n${rows}`,
});

/** Sectors of other files. */
const FOREIGN: Readonly<Record<string, Buffer>> = {
  'a block of machine code': program.subarray(0x1400000, 0x1400000 + 4096),
  'a sector of machine code': program.subarray(0x1400000, 0x1400000 + SECTOR),
  'a sector of random bytes': seededBytes(8, SECTOR),
  'five sectors of random bytes': seededBytes(9, 5 * SECTOR),
  'a page of a database': database.subarray(8192, 12_288),
};

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

const overwritten = (text: string, at: number, block: Buffer): Buffer => {
  const bytes = Buffer.from(text);
  block.copy(bytes, at);
  return bytes;
};
const inserted = (text: string, at: number, block: Buffer): Buffer =>
  Buffer.concat([Buffer.from(text.slice(0, at)), block, Buffer.from(text.slice(at))]);

describe('sectors of other files in text', () => {
  it.each(Object.keys(TEXTS))('are not there in %s as it is', (name) => {
    expect(said(Buffer.from(TEXTS[name] ?? ''), name)).toBe('nothing');
  });

  const cases = Object.entries(TEXTS).flatMap(([name, text]) =>
    Object.entries(FOREIGN).map(([what, block]) => ({ name, text, what, block })),
  );
  it.each(cases)('are told in $name: $what', ({ name, text, block }) => {
    expect(said(overwritten(text, 24 * SECTOR, block), name)).toMatch(/^(?:warning|error) /);
  });
});

describe('binary data in text', () => {
  const bytes = seededBytes(11, 4096);
  const escaped = (form: (byte: number) => number[]): Buffer => Buffer.from([...bytes].flatMap(form));

  it.each([
    ['a string of a script', 'a.php', inserted(TEXTS['a.php'] ?? '', 12_345, bytes.subarray(0, 900))],
    [
      'a string of a page that is not on the grid',
      'a.pl',
      inserted(TEXTS['a.pl'] ?? '', 24 * SECTOR + 100, bytes),
    ],
    [
      'what follows a script',
      'a.sh',
      Buffer.concat([Buffer.from(TEXTS['a.sh']?.slice(0, 40 * SECTOR) ?? ''), bytes]),
    ],
    [
      'an archive that follows a script, with text in it',
      'a.sh',
      Buffer.concat([
        Buffer.from('#!/bin/sh\nexit\n\x1f\x8b\x08', 'latin1'),
        overwritten(prose, 10 * SECTOR, bytes),
      ]),
    ],
    [
      'an archive of PHP',
      'a.php',
      overwritten(`<?php __HALT_COMPILER(); ?>${TEXTS['a.php'] ?? ''}`, 24 * SECTOR, bytes),
    ],
    [
      'the data of a script',
      'a.pl',
      overwritten(`print <DATA>;\n__END__\n${prose}${prose}`, 24 * SECTOR, bytes),
    ],
    [
      'a body that is said to be binary (RFC 2045)',
      'a.eml',
      overwritten(
        `From: a@b.org\nSubject: b\nContent-Transfer-Encoding: binary\n\n${prose}`,
        24 * SECTOR,
        bytes,
      ),
    ],
    [
      'a body in yEnc',
      'a.eml',
      inserted(
        `From: a@b.org\nSubject: b\n\n${prose}`,
        12_345,
        Buffer.concat([
          Buffer.from('=ybegin line=128 size=4096 name=a\n'),
          escaped((byte) => {
            const coded = (byte + 42) & 255;
            return [0, 10, 13, 61].includes(coded) ? [61, (coded + 64) & 255] : [coded];
          }),
        ]),
      ),
    ],
    [
      'a body of eight bits',
      'a.eml',
      Buffer.from(`From: a@b.org\nSubject: b\n\n${prose.replaceAll('e', 'é')}`, 'latin1'),
    ],
    [
      'a column that a database wrote with its NULs escaped',
      'a.sql',
      inserted(
        TEXTS['a.sql'] ?? '',
        24 * SECTOR,
        escaped((byte) => (byte === 0 ? [92, 48] : [byte])),
      ),
    ],
    ['text of two bytes a character', 'a.log', Buffer.from(`\ufeff${TEXTS['a.log'] ?? ''}`, 'utf16le')],
  ])('is no sector of another file: %s', (_, name, file) => {
    expect(said(file, name)).not.toMatch(/broken-structure/);
  });
});

describe('a few words before something packed', () => {
  it.each(['a.sh', 'a.bash', 'a.run', 'setup'])('are a script that unpacks itself: %s', (name) => {
    const stub = '#!/bin/sh\ntail -n +4 "$0" | tar xz\nexit 0\n';
    expect(said(Buffer.concat([Buffer.from(stub), gzipSync(prose)]), name)).toBe('nothing');
  });
});
