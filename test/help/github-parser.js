// Says what GitHub's own parser has against a workflow or an action on standard input, a line each:
//   node test/help/github-parser.js workflow < .github/workflows/backup.yml
import { readFileSync } from 'node:fs';
import { register } from 'node:module';

// The parser imports its schema without the attribute that Node demands of JSON.
const load = `import { readFile } from 'node:fs/promises';
export const load = async (url, context, next) => url.endsWith('.json')
  ? { format: 'json', source: await readFile(new URL(url)), shortCircuit: true }
  : next(url, context);`;
register(`data:text/javascript,${encodeURIComponent(load)}`);

const { parseWorkflow } = await import('@actions/workflow-parser');
const { parseAction } = await import('@actions/workflow-parser/actions/index');
const parse = process.argv[2] === 'action' ? parseAction : parseWorkflow;
const silent = { info() {}, error() {}, verbose() {} };
const { context } = parse({ name: 'given', content: readFileSync(0, 'utf8') }, silent);
for (const { message } of context.errors.getErrors()) process.stdout.write(`${message}\n`);
