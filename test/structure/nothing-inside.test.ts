/** Archives, streams and dumps that hold, with nothing in them. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { examined } from '../detect/read.ts';
import { detailOf } from '../help/in-words.ts';
import { made } from '../help/made.ts';
import { needs } from '../help/tools.ts';

function said(bytes: Uint8Array, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}: ${detailOf(finding)}`;
}

const TOOLS = [
  ['gzip', 'gz'],
  ['bzip2', 'bz2'],
  ['xz', 'xz'],
  ['zstd', 'zst'],
  ['lz4', 'lz4'],
] as const;

describe.each(TOOLS)('what %s packs', (tool, extension) => {
  const empty = (): Buffer => made(`${tool} -c < /dev/null > r`, 'r', {});

  it.skipIf(!needs(tool))('is never nothing under the name of a dump or an archive', () => {
    for (const name of [
      'db.sql',
      'x.tar',
      'x.dump',
      'x.img',
      'db.sql.1',
      'x.dump-20261130',
      '1700000000.M1P2.host',
    ])
      expect(said(empty(), `${name}.${extension}`)).toMatch(/^warning broken-structure: .* 0 bytes/);
  });

  it.skipIf(!needs(tool))('may be an empty log', () => {
    for (const name of ['x.log', 'x.txt', 'access.log.1', 'x'])
      expect(said(empty(), `${name}.${extension}`)).toBe('nothing');
  });
});

describe('an archive without a member', () => {
  const tarred = (script: string): Buffer => made(script, 'r', { 'm/keep/f': '', 'n/a.txt': 'a' });

  it.skipIf(!needs('7z', 'python3'))('is a warning', () => {
    expect(said(made('mkdir e; cd e; 7z a ../r.7z', 'r.7z', {}), 'x.7z')).toMatch(/^warning .* no member/);
    const zip = made("python3 -c \"import zipfile; zipfile.ZipFile('r','w').close()\"", 'r', {});
    for (const name of ['x.zip', 'x.docx', 'x.jar']) expect(said(zip, name)).toMatch(/^warning .* 0 members/);
  });

  it.skipIf(!needs('tar'))(
    'is a warning where it is a tar with a directory that nothing was mounted on',
    () => {
      const one = tarred('mkdir d; tar cf r d');
      expect(said(one, 'x.tar')).toBe('warning broken-structure: tar: 1 directory in it, and nothing else');
      expect(said(gzipSync(one), 'x.tar.gz')).toMatch(/^warning .*1 directory/);
      expect(said(gzipSync(one), 'x.tgz')).toMatch(/^warning .*1 directory/);
      expect(said(tarred('mkdir -p d/lost+found; tar cf r -C d .'), 'x.tar')).toMatch(
        /^warning .*2 directories/,
      );
    },
  );

  it.skipIf(!needs('tar'))('is fine where it says that nothing changed', () => {
    const none = tarred('tar cf r -T /dev/null');
    expect(said(none, 'x.tar')).toMatch(/^note zero-filled/);
    for (const name of ['x.tar.gz', 'x.tgz', 'data.gz', 'data'])
      expect(said(gzipSync(none), name)).toBe('nothing');
    expect(said(gzipSync(Buffer.alloc(1024)), 'layer')).toBe('nothing');
    expect(said(tarred('tar cf x -g s n; tar cf r -g s n'), 'x.tar')).toBe('nothing');
    expect(said(tarred('tar cf r n'), 'x.tar')).toBe('nothing');
    expect(said(tarred('mkdir d; tar cf r d'), 'layer.tar')).toBe('nothing');
    expect(said(tarred('mkdir d; tar cf r d'), 'blob')).toBe('nothing');
  });

  it('is zeros in any other size', () => {
    for (const size of [512, 2048, 20_480, 1_048_576])
      expect(said(Buffer.alloc(size), 'x.tar')).toMatch(/^error zero-filled/);
    expect(said(Buffer.alloc(10_240), 'x.img')).toMatch(/^error zero-filled/);
    expect(said(Buffer.alloc(1024), 'x')).toMatch(/^warning zero-filled/);
    expect(said(gzipSync(Buffer.alloc(20_480)), 'x.tar.gz')).toMatch(/^warning /);
  });
});

describe('a dump without a statement', () => {
  const mysql = (...lines: readonly string[]): Buffer =>
    Buffer.from(
      [
        '-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)',
        '--',
        '-- Host: db    Database: shop',
        '/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;',
        '/*!50503 SET NAMES utf8mb4 */;',
        ...lines,
        '/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;',
        '-- Dump completed on 2026-01-01  3:00:00',
        '',
      ].join('\n'),
    );
  const postgres = (...lines: readonly string[]): Buffer =>
    Buffer.from(
      [
        '--',
        '-- PostgreSQL database dump',
        '--',
        '',
        'SET statement_timeout = 0;',
        "SELECT pg_catalog.set_config('search_path', '', false);",
        ...lines,
        '--',
        '-- PostgreSQL database dump complete',
        '--',
        '',
      ].join('\n'),
    );

  it('is of the wrong database, or of none', () => {
    for (const bytes of [
      mysql(),
      mysql('CREATE DATABASE `shop`;', 'USE `shop`;'),
      postgres(),
      postgres('CREATE DATABASE shop;'),
    ])
      for (const path of ['db.sql', 'db', 'db.dump'])
        expect(said(bytes, path)).toMatch(/no statement between its head and its end marker/);
    expect(said(gzipSync(mysql()), 'db.sql.gz')).toMatch(/^warning .*no statement/);
    expect(said(gzipSync(postgres()), 'db.sql.gz')).toMatch(/^warning .*no statement/);
  });

  it.each([
    mysql('CREATE TABLE `t` (a int);'),
    mysql('INSERT INTO `t` VALUES (1);'),
    mysql('/*!50001 CREATE VIEW `v` AS SELECT 1*/;'),
    mysql('DELIMITER ;;'),
    mysql('REPLACE INTO t VALUES (1);'),
    postgres('CREATE TABLE public.t (a integer);'),
    postgres('COPY public.t (a) FROM stdin;', '1', '\\.'),
    postgres('CREATE ROLE postgres;'),
    postgres("SELECT pg_catalog.lo_create('16400');"),
    postgres("COMMENT ON DATABASE shop IS 'x';"),
    postgres('CREATE EXTENSION IF NOT EXISTS plpgsql;'),
  ])('is not %#', (bytes) => {
    expect(said(bytes, 'db.sql')).toBe('nothing');
    expect(said(gzipSync(bytes), 'db.sql.gz')).toBe('nothing');
  });
});
