import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { json } from '../../src/structure/text/json/json.ts';
import { mail } from '../../src/structure/text/mail.ts';
import { plainText } from '../../src/structure/text/plain-text.ts';
import { icalendar, vcard } from '../../src/structure/text/vcard-icalendar.ts';
import { html, xml } from '../../src/structure/text/xml/xml.ts';
import { examined } from '../detect/read.ts';
import { seededBytes } from '../help/bytes.ts';
import { proseOf } from '../help/made.ts';
import { cuts, endures, patched, standingOf } from './standing.ts';

const TEXT = Buffer.from(proseOf(500));
const SOUND = { is: 'sound' };
const UNKNOWN = { is: 'unknown' };

describe('JSON', () => {
  const value = { name: 'a "quoted" \\ {brace', list: [1, 2.5e3, true, null, [], {}], deep: [[[['x']]]] };
  const rows = Buffer.from(
    JSON.stringify(
      Array.from({ length: 300 }, () => value),
      null,
      1,
    ),
  );

  it('is sound where everything is closed, and cut wherever it is not', () => {
    expect(json.recognises(rows)).toBe(true);
    expect(standingOf(json, rows)).toEqual(SOUND);
    expect(cuts(json, rows, 200, 2)).toEqual(['cut']);
    for (const hole of [Buffer.alloc(300), seededBytes(2, 300)])
      expect(standingOf(json, patched(rows, 500, hole)).is).not.toBe('sound');
    endures(json, rows, 100);
  });

  it('is sound for whatever JSON.stringify writes, also in lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), {
          minLength: 1,
        }),
        (values) => {
          const bytes = Buffer.from(values.map((each) => JSON.stringify(each)).join('\n'));
          expect(standingOf(json, bytes, [7, 3])).toEqual(SOUND);
          expect(standingOf(json, bytes.subarray(0, -1)).is).toBe('cut');
        },
      ),
      { seed: 7 },
    );
  });

  it('accuses no dialect', () => {
    for (const text of [
      '{ "a": 1, // it\'s {\n "b": [',
      '{ "a": /* { */ 1 }',
      '["a", \'{\', ',
      '{"a": #{ruby}',
      '{"a": "two\nlines"}',
      '{"a": {{ jinja | join("}") ',
    ])
      expect(['unknown', 'sound', 'cut']).toContain(standingOf(json, Buffer.from(text)).is);
    expect(standingOf(json, Buffer.from('{ "a": 1, // it\'s {\n "b": ['))).toEqual(UNKNOWN);
    expect(standingOf(json, Buffer.from('\xef\xbb\xbf{"a":1}\n', 'latin1'))).toEqual(SOUND);
    expect(standingOf(json, Buffer.from('{"a":[1}}'))).toMatchObject({ is: 'broken' });
  });

  it('is no log, no ini file, no footnote', () => {
    for (const text of [
      '[2026-01-01] start',
      '[section]\na=1',
      '[1] see there',
      '{{ template }}',
      '',
      'a',
      '{ a: 1 }',
    ])
      expect(json.recognises(Buffer.from(text))).toBe(false);
    for (const text of ['{}', '[]', ' [\n {"a"', '[1, 2]', '["a"]', '[-1.5e3,\n'])
      expect(json.recognises(Buffer.from(text))).toBe(true);
  });
});

describe('XML', () => {
  const text =
    '<?xml version="1.0"?>\n<!DOCTYPE r [ <!-- don\'t > --> <!ENTITY e "a > b"> <!ELEMENT r (a*)> ]>\n<!-- <open> -->\n' +
    '<r xmlns="x">\n' +
    '<a b="x > y" c=\'"\'/><![CDATA[ <b> ]]> <?php echo "<z>"; ?>\n<b>text</b >\n'.repeat(60) +
    '</r>\n';
  const bytes = Buffer.from(text);

  it('is sound where everything is closed, and a warning where it is not', () => {
    expect(xml.recognises(bytes)).toBe(true);
    expect(standingOf(xml, bytes)).toEqual(SOUND);
    const end = bytes.length - 1;
    expect(cuts(xml, bytes.subarray(0, end), 80, 160)).toEqual(['cut']);
    expect(standingOf(xml, bytes.subarray(0, 1000))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standingOf(xml, patched(bytes, 900, Buffer.alloc(100)))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    endures(xml, bytes, 100);
  });

  it('needs no declaration where the name says XML', () => {
    const list = Buffer.from(`<!-- a -->\n<list lang="en">${'<i n="1">one</i>\n'.repeat(500)}</list>\n`);
    expect(xml.recognises(list)).toBe(false);
    const found = (some: Buffer, path: string) => detect(examined(some, path), path)?.code;
    expect(found(list, 'a.xml')).toBeUndefined();
    expect(found(list.subarray(0, 5000), 'a.xml')).toBe('truncated-content');
    for (const path of ['a.txt', 'a.html', 'a']) expect(found(list.subarray(0, 5000), path)).toBeUndefined();
    for (const other of ['plain text', 'a < b\n', '< 3', '<?php echo 1 ?>', '&lt;a>'])
      expect(xml.recognisesNamed?.(Buffer.from(other))).toBe(false);
  });

  it('accuses neither a picture, nor a page, nor declarations alone', () => {
    expect(standingOf(xml, Buffer.from('<svg width="1"><g/></svg>'))).toEqual(SOUND);
    expect(standingOf(xml, Buffer.from('<?xml version="1.0"?><html><br><p>'))).toEqual(UNKNOWN);
    expect(standingOf(xml, Buffer.from('<?xml encoding="UTF-8"?>\n<!ELEMENT a (#PCDATA)>\n'))).toEqual(SOUND);
    expect(standingOf(xml, Buffer.from('<?xml version="1.0"?></a></b>'))).toEqual(UNKNOWN);
    for (const page of ['<!DOCTYPE html>\n<p>', '<html lang="en">', '<!-- x -->\n<HTML>']) {
      expect(html.recognises(Buffer.from(page))).toBe(true);
      expect(xml.recognises(Buffer.from(page))).toBe(false);
    }
    expect(xml.recognises(Buffer.from('< 3 > 2'))).toBe(false);
    expect(xml.recognises(Buffer.from('<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>'))).toBe(false);
  });
});

describe('cards and calendars', () => {
  it('close what they begin', () => {
    const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nNOTE:x\r\n END:VCARD\r\nEND:VCARD\r\n';
    const cards = Buffer.from(card.repeat(20));
    expect(vcard.recognises(cards)).toBe(true);
    expect(standingOf(vcard, cards)).toEqual(SOUND);
    expect(standingOf(vcard, Buffer.from(`\ufeff${card}`))).toEqual(SOUND);
    expect(standingOf(vcard, cards.subarray(0, -20)).is).toBe('cut');
    const calendar = Buffer.from(
      `begin:vcalendar\nBEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\n${'X-A:b\n'.repeat(99)}end:vcalendar\n`,
    );
    expect(icalendar.recognises(calendar)).toBe(true);
    expect(standingOf(icalendar, calendar)).toEqual(SOUND);
    expect(cuts(icalendar, calendar.subarray(0, -2), 20, 30)).toEqual(['cut']);
    endures(vcard, cards, 50);
    endures(icalendar, calendar, 50);
  });
});

describe('mail', () => {
  const body =
    '--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: image/png\r\n\r\nAAAA\r\n--x--\r\n';
  const head =
    'Return-Path: <a@b>\r\nFrom: a@b\r\nSubject: c\r\nContent-Type: multipart/mixed;\r\n\tboundary="x"\r\n\r\n';

  it('in parts ends in its boundary, or it is a warning', () => {
    const one = Buffer.from(head + body);
    expect(mail.recognises(one)).toBe(true);
    expect(standingOf(mail, one)).toEqual(SOUND);
    expect(standingOf(mail, one.subarray(0, -6))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standingOf(mail, one.subarray(0, -7))).toMatchObject({ is: 'cut', severity: 'note' });
    expect(standingOf(mail, Buffer.from(head))).toEqual(SOUND);
    const box = Buffer.from(`From a@b Thu Jan  1 00:00:00 2026\r\n${head}${body}\r\n`.repeat(5));
    expect(mail.recognises(box)).toBe(true);
    expect(standingOf(mail, box)).toEqual(SOUND);
    expect(standingOf(mail, box.subarray(0, -30)).is).toBe('cut');
    expect(standingOf(mail, Buffer.from('From: a@b\nSubject: plain\n\nhello\n'))).toEqual(SOUND);
    endures(mail, box, 50);
  });

  it('is not every text with a colon', () => {
    for (const text of ['From: here\n', 'Date: now\nto there', 'name: x\nversion: 1\n'])
      expect(mail.recognises(Buffer.from(text))).toBe(false);
  });
});

describe('text', () => {
  const named = (bytes: Uint8Array, path: string) => standingOf(plainText, bytes, [4000], { path });

  it('is sound in any charset', () => {
    const umlauts = Buffer.from(proseOf(300).replaceAll('items', 'St\xfccke \x9f \x1b$B \x0e\x0f'), 'latin1');
    for (const bytes of [
      TEXT,
      umlauts,
      Buffer.from('a\x01b\x01c\n'.repeat(3000)),
      Buffer.from('N\bNA\bA\n'.repeat(999)),
    ]) {
      expect(plainText.recognises(TEXT)).toBe(true);
      expect(named(bytes, 'a/b.csv')).toEqual(SOUND);
    }
    const wide = Buffer.from(TEXT.toString(), 'utf16le');
    for (const bytes of [
      wide,
      Buffer.concat([Buffer.from([0xff, 0xfe]), wide]),
      Buffer.from(wide).swap16(),
    ]) {
      expect(plainText.recognises(bytes)).toBe(true);
      expect(named(bytes, 'b.txt')).toEqual(UNKNOWN);
    }
  });

  it('may be UTF-16 without a mark, in many scripts', () => {
    const names =
      'Spr\u00e5k: Norsk\n\u0393\u03bb\u03ce\u03c3\u03c3\u03b1: \u0395\u03bb\n\u042f\u0437\u044b\u043a: \u0420\u0443\u0441\u0441\n\uc5b8\uc5b4 : \ud55c\n\u8a00\u8a9e: \u65e5\u672c\u8a9e\n';
    const wide = Buffer.from(names, 'utf16le');
    const long = Buffer.from(`${'a'.repeat(254)} \u{1f600}${names}`, 'utf16le');
    for (const bytes of [wide, Buffer.from(wide).swap16(), long]) {
      expect(plainText.recognises(bytes)).toBe(true);
      expect(named(bytes, 'utf-16le.txt')).toEqual(UNKNOWN);
    }
    const samples = Buffer.alloc(512);
    for (let i = 0; i < 256; i++) samples.writeInt16LE(Math.round(Math.sin(i / 9) * 90), 2 * i);
    const numbers = Buffer.alloc(512);
    for (let i = 0; i < 128; i++) numbers.writeUInt32LE(i * 37, 4 * i);
    for (const bytes of [samples, numbers]) expect(plainText.recognises(bytes)).toBe(false);
  });

  it('has no NUL and no stretch of control bytes where its name says text', () => {
    expect(named(patched(TEXT, 7000, Buffer.alloc(1)), 'x.txt')).toEqual({
      is: 'broken',
      severity: 'warning',
      detail: 'a NUL at 7000 in text',
    });
    const noise = Buffer.from(seededBytes(1, 4096).map((byte) => byte || 1));
    expect(named(patched(TEXT, 8192, noise), 'x.CSV')).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining('8192'),
    });
    expect(named(patched(TEXT, 8192, noise), 'x.run')).toEqual(UNKNOWN);
  });

  it('is not zeros, not noise, not nothing', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.alloc(600),
      seededBytes(1, 600),
      seededBytes(2, 70_000),
      Buffer.from('\x7fELF\x02\x01\x01\0'),
    ])
      expect(plainText.recognises(bytes)).toBe(false);
    endures(plainText, TEXT, 50);
  });
});
