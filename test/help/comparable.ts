/** Returns the events of a run as lines, but for what no two runs have in common: its id, when and how long, and progress. */
export const comparable = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"type":"progress"'))
    .map((line) => line.replaceAll(/"(?:id|startedAt)":"[^"]*"|"seconds":[\d.e-]+/g, ''));
