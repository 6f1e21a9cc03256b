// Writes the page that is a table of the program: npm run docs. A test holds docs/findings.md against it.
import { writeFileSync } from 'node:fs';
import { FINDING_CODES } from '../dist/index.js';

const SUBJECTS = {
  integrity: 'Integrity: are the bytes what was promised, and are they all there',
  content: 'Content: is this content at all',
  directory: 'Directories and the run as a whole',
  manifest: 'The manifest itself (exit 4)',
};

/** The text of docs/findings.md. */
export function findingsPage() {
  const parts = Object.entries(SUBJECTS).map(([subject, title]) => {
    const rows = Object.entries(FINDING_CODES).filter(([, code]) => code.subject === subject);
    const lines = rows.map(
      ([name, { severity, about, advice }]) => `| \`${name}\` | ${severity} | ${about} | ${advice} |`,
    );
    return `## ${title}\n\n| code | severity | meaning | what to do |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return `${HEAD}\n${parts.join('\n')}`;
}

const HEAD = `# Findings

A finding is something about the backup. Each has a code, a severity, the path, and where it can be known \`wanted\` (what
was promised), \`found\` (what is there) and \`detail\` (how they differ). An \`error\` means do not restore from this, a
\`warning\` means look first, a \`note\` is for the record. Findings at or above \`--fail-on\` (default \`warning\`) make the
exit code 1; \`denied\` makes it 3, and a finding about the manifest makes it 4. The severity of a content code can be lower
than the usual one below where the evidence is weaker.

A file that does not hold is read a second time before it is reported. The second read may come from the memory of the
system: a program on Node cannot read around the page cache.
`;

if (process.argv[1]?.endsWith('make.js'))
  writeFileSync(new URL('findings.md', import.meta.url), findingsPage());
