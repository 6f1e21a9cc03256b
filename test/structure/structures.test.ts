import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Structure } from '../../src/structure/kit/structure.ts';
import { formatOf, STRUCTURES } from '../../src/structure/structures.ts';
import { mutate } from '../help/mutate.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/garbage/', import.meta.url));
const HEADS = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .map((name) => join(FIXTURES, name))
  .filter((path) => statSync(path).isFile())
  .map((path) => readFileSync(path).subarray(0, 65_536));
const MADE = [
  '\xef\xbb\xbf{"a": 1}',
  '\n\n [1, 2]',
  '\t<?xml version="1.0"?><a/>',
  ' <!-- a --> <html>',
  '\r\nBEGIN:VCARD\r\n',
  'begin:vcalendar\n',
  'x-spam: no\nfrom: a\n',
  '\n-- PostgreSQL database dump\n',
  '\\restrict key\n-- PostgreSQL database dump\n',
  'mysqldump: [Warning] x\n-- MySQL dump 10.13\n',
  '/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\n',
  ' /*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;',
  '\x04%!PS-Adobe\n',
  'PK00PK\x03\x04',
  '#!/bin/sh\nPK\x03\x04',
  '\x50\x2a\x4d\x18\x04\0\0\0\0\0\0\0',
  'PARE\x15\0',
  'BITM\0\x01\0\0',
].map((text) => Buffer.from(text, 'latin1'));

it('asks only formats that may start with the first byte, and misses none', () => {
  const heads = [...MADE, ...HEADS];
  expect(heads.length).toBeGreaterThan(100);
  const missed: string[] = [];
  const seen = new Set<Structure>();
  for (const [i, head] of heads.entries())
    for (const each of [head, mutate(head, i), mutate(head, i + 1000)]) {
      const wanted = STRUCTURES.find((structure) => structure.recognises(each));
      if (formatOf(each) !== wanted) missed.push(`${wanted?.name}: ${each.toString('hex', 0, 16)}`);
      if (wanted !== undefined) seen.add(wanted);
    }
  expect(missed).toEqual([]);
  expect(seen.size).toBeGreaterThan(45);
});
