import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { inWords } from '../help/in-words.ts';
import { examined } from './read.ts';

const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Login</body></html>\n';
const BARE_PAGE = '<h1>502 Bad Gateway</h1>\n';
const JSON_ERROR = '{"error":"unauthorized"}\n';
const XML_ERROR = '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n';
const BARE_XML_ERROR = '<Error><Code>NoSuchKey</Code></Error>\n';
const MYSQL =
  "mysqldump: Got error: 1045: Access denied for user 'b'@'h' (using password: YES) when trying to connect\n";
const POSTGRES =
  'pg_dump: error: connection to server at "db" (10.0.0.1), port 5432 failed: Connection refused\n';
const SHELL = '/usr/local/bin/backup.sh: line 12: mysqldump: command not found\n';
const DENIED = 'Access denied\n';
const PAGES = { PAGE, BARE_PAGE, JSON_ERROR, XML_ERROR, BARE_XML_ERROR };
const MESSAGES = { MYSQL, POSTGRES, DENIED };

function said(text: string, path: string): string {
  const finding = detect(examined(Buffer.from(text), path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

describe('a message or a page', () => {
  it.each(['sql', 'dump', 'bak', 'img', 'ibd', 'iso', 'dmp'])('is not what belongs into .%s', (extension) => {
    for (const text of Object.values({ ...PAGES, ...MESSAGES }))
      expect([text, said(text, `db.${extension}`)]).toEqual([text, 'warning wrong-type']);
  });

  it('of any program is not SQL, and its first line is quoted', () => {
    expect(said(SHELL, 'db.sql')).toBe('warning wrong-type');
    expect(inWords(detect(examined(Buffer.from(DENIED), 'db.dump'), 'db.dump') ?? {})).toMatchObject({
      found: 'text',
      detail: 'a .dump file should not begin as text: "Access denied"',
    });
  });

  it.each([
    ['-- nothing to undo\n', 'down.sql'],
    ['\n\nSELECT 1;\n', 'a.sql'],
    [
      'mysqldump: [Warning] Using a password on the command line can be insecure.\nCREATE TABLE t (a INT);\n',
      'a.sql',
    ],
    ['PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n', 'a.dump'],
    ['\\i other.sql\n', 'a.sql'],
    ['@install\n', 'a.sql'],
    ['PROMPT Errors follow\nexec dbms_stats.gather;\n', 'a.sql'],
    [PAGE, 'index.html.bak'],
    [XML_ERROR, 'response.xml.bak'],
    [JSON_ERROR, 'reply.json.bak'],
    ['error_log = /var/log/php\n[www]\n', 'php.conf.bak'],
    ['Port 22\nPermitRootLogin no\n', 'sshd_config.bak'],
    ['{"name":"x","version":"1.0.0"}\n', 'package.bak'],
    ['<?xml version="1.0"?>\n<config><a/></config>\n', 'config.bak'],
    [PAGE, 'page.html'],
    [JSON_ERROR, 'reply.json'],
    [MYSQL, 'backup.log'],
    [MYSQL, 'backup.err'],
    [MYSQL, 'notes.txt'],
  ])('is not seen in %j as %s', (text, path) => {
    expect(said(text, path)).toBe('nothing');
  });

  it('is not the beginning of something long', () => {
    const long = `${MYSQL}${'INSERT INTO t VALUES (1);\n'.repeat(5000)}`;
    expect(said(long, 'a.bak')).toBe('nothing');
  });
});

/** What real tools write where a job fails, each into the dump. */
const FAILED = [
  "2026-11-30T02:00:01.123+0000\tFailed: can't create session: could not connect to server\n",
  'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
  'Error from server (NotFound): pods "postgres-0" not found\n',
  'the input device is not a TTY\n',
  'root@db1: Permission denied (publickey).\n',
  'Host key verification failed.\n',
  'Connection to db1 closed by remote host.\n',
  `${'@'.repeat(59)}\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n${'@'.repeat(59)}\n`,
  'Killed\n',
  'Segmentation fault (core dumped)\n',
  'Enter password: \n',
  'NOAUTH Authentication required.\n',
  '(error) NOAUTH Authentication required.\n',
  'upstream connect error or disconnect/reset before headers. reset reason: connection failure\n',
  'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied\n',
  'OCI runtime exec failed: exec failed: "pg_dump": executable file not found in $PATH: unknown\n',
  'time="2026-11-30T02:00:00Z" level=fatal msg="failed to dial: connection refused"\n',
  '[2026-11-30 02:00:00] ERROR: backup failed\n',
  '2026-11-30 02:00:00.000 UTC [123] FATAL:  the database system is starting up\n',
  'mysqldump  Ver 10.19 Distrib 10.11.6-MariaDB, for debian-linux-gnu\nUsage: mysqldump [OPTIONS] database\n',
  'Export: Release 19.0.0.0.0 - Production\nORA-01017: invalid username/password; logon denied\n',
  "ldapsearch: ldap_sasl_bind(SIMPLE): Can't contact LDAP server (-1)\n",
  'pg_dump: Fehler: Verbindung zum Server auf Socket fehlgeschlagen\n',
  '{"level":"error","msg":"backup failed"}\n',
];

describe('what a job wrote that failed', () => {
  const names = [
    'db.sql',
    'db.dump',
    'db.sql.1',
    'db.dmp-20261130',
    'db.archive',
    'db.rdb',
    'db_backup',
    'db.bkp',
  ];

  it.each(names)('is not what belongs into %s', (name) => {
    for (const text of FAILED) expect([text, said(text, name)]).toEqual([text, 'warning wrong-type']);
  });

  it('says that it failed in any words', () => {
    expect(said('Dump was not completed successfully\n', 'db.sql')).toBe('warning wrong-type');
  });

  it.each([
    ['{% if x %}\nSELECT 1\n{% endif %}\n', 'a.sql'],
    ['this is db/a.sql\n', 'a.sql'],
    ['null\n', 'a.sql'],
    ['REM nothing\nEXIT;\n', 'a.sql'],
    ['GO\n', 'a.sql'],
    [Array.from({ length: 60 }, (_, i) => `${i}\tfoo\n`).join(''), 'a.sql'],
    ['-- MySQL dump\nCREATE TABLE t (a int);\n', 'a.sql.1'],
    ['0 2 * * * root /usr/bin/backup || echo not found\n'.repeat(8), 'tab.bak'],
    ['[Section]\nerror = not found\nx = y\n', 'error.bak'],
    ['SVN-fs-dump-format-version: 2\n\nUUID: x\n', 'x.dump'],
    [`<div element="book">\n${'<obj element="x"/>\n'.repeat(400)}</div>\n`, 'book.pdf.db'],
    ['$TTL 86400\n@ IN SOA ns. root. (1 2 3 4 5)\n', 'example.db'],
    ['#!/bin/sh\nmysqldump x || echo error\n', 'db-dump'],
    ['/srv *(ro)\n', 'etc.export'],
    [MYSQL, 'backup.log.1'],
    ['error: failed\n', 'mail.log.2026-11-30'],
  ])('is not seen in %j as %s', (text, path) => {
    expect(said(text, path)).toBe('nothing');
  });
});

describe('a page, or an error of a store of objects', () => {
  const tables = ['csv', 'tsv', 'json', 'jsonl', 'ldif', 'vcf', 'ics', 'yaml', 'mbox'];

  it.each(tables)('is not what belongs into .%s', (extension) => {
    for (const text of [PAGE, XML_ERROR]) expect(said(text, `a.${extension}`)).toBe('warning wrong-type');
  });

  it('is no XML either, unless the page is XHTML', () => {
    for (const extension of ['xml', 'svg', 'kml', 'rdf'])
      expect(said(PAGE, `a.${extension}`)).toBe('warning wrong-type');
    const xhtml = '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>\n';
    expect(said(xhtml, 'a.xml')).toBe('nothing');
    expect(said(XML_ERROR, 'a.xml')).toBe('nothing');
  });

  it('is not every table in which a tag or an error occurs', () => {
    const texts = ['id,html\n1,<p>x</p>\n', 'error,code\nNo such key,404\n', '{"error":"no such user"}\n'];
    for (const text of texts) {
      for (const extension of ['csv', 'yaml']) expect(said(text, `a.${extension}`)).toBe('nothing');
    }
    expect(said('{"error":"no such user"}\n', 'a.json')).toBe('nothing');
    expect(said('<feed><entry/></feed>\n', 'a.xml')).toBe('nothing');
  });

  it('is one too where a job wrote it again and again', () => {
    for (const text of [POSTGRES, MYSQL, SHELL]) {
      for (const name of ['db.sql', 'db.sql.1'])
        expect([name, text, said(text.repeat(100), name)]).toEqual([name, text, 'warning wrong-type']);
      expect(said(text.repeat(100), 'db.dump')).toMatch(/^(?:warning wrong-type|error constant-filled)$/);
      expect(said(text.repeat(100), 'backup.log')).toMatch(/^(?:nothing|note)/);
    }
  });
});
