import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCHEMAS = new URL('../../fixtures/reports/', import.meta.url);

/** What is wrong with an XML text by a schema in fixtures/reports; '' where it holds. */
export function xmlComplaints(schema: string, xml: string): string {
  const file = fileURLToPath(new URL(schema, SCHEMAS));
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', file, '-'], { input: xml });
  return status === 0 ? '' : `${String(stderr)} (status ${status})`;
}

/** True where python3 has jsonschema; in CI it must. */
export function hasJsonSchema(): boolean {
  const { status } = spawnSync(PYTHON, ['-c', 'import jsonschema']);
  if (status !== 0 && process.env['CI']) throw new Error('python3-jsonschema is missing (CI must have it)');
  return status === 0;
}

/** What is wrong with a JSON text by a schema in fixtures/reports: one complaint a line, '' where it holds. */
export function jsonComplaints(schema: string, json: string): string {
  const file = fileURLToPath(new URL(schema, SCHEMAS));
  return execFileSync(PYTHON, ['-c', CHECK, file], { input: json, encoding: 'utf8' });
}

/** The system's own, for that is where the package puts the module. */
const PYTHON = '/usr/bin/python3';

const CHECK = `
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
for error in kind(schema, format_checker=jsonschema.FormatChecker()).iter_errors(json.load(sys.stdin)):
    print(list(error.absolute_path), error.message[:300])
`;
