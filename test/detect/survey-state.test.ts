/** A survey is used for file after file: what an earlier one left in its buffers must say nothing of a later one. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSurvey, type Survey, type Surveyed } from '../../src/detect/survey.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/garbage/', import.meta.url));
const LARGEST = 200_000;

function surveyed(survey: Survey, bytes: Buffer): Omit<Surveyed, 'head' | 'tail'> {
  survey.begin();
  survey.update(bytes);
  const { head: _head, tail: _tail, ...rest } = survey.end();
  return structuredClone(rest);
}

const files = readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
  .filter((each) => each.isFile())
  .map((each) => readFileSync(`${each.parentPath}/${each.name}`))
  .filter((bytes) => bytes.length > 0 && bytes.length <= LARGEST);

describe('a survey that is used again', () => {
  it('says of a fill that ends near the end of the file what a new one says, whatever was seen before', () => {
    const text = Buffer.from('id;name;amount\n'.repeat(274).slice(0, 4096));
    const csv = Buffer.concat([text, Buffer.alloc(1536, 'AB'), Buffer.from('7;x\n')]);
    const wanted = surveyed(createSurvey(), csv);
    for (const before of [Buffer.alloc(8192, 'AB'), Buffer.alloc(8192, 'BA'), Buffer.alloc(8192)]) {
      const used = createSurvey();
      surveyed(used, before.subarray(0, 4096 + 2048));
      expect(surveyed(used, csv)).toEqual(wanted);
    }
  });

  it('says of every fixture after every other one what a new one says', () => {
    expect(files.length).toBeGreaterThan(250);

    const wanted = files.map((bytes) => surveyed(createSurvey(), bytes));
    const used = createSurvey();
    const orders = [1, 7, 31, 101].map((step) => files.map((_, i) => (i * step) % files.length));
    for (const order of orders)
      for (const i of order) expect(surveyed(used, files[i] ?? Buffer.alloc(0))).toEqual(wanted[i]);
  });
});
