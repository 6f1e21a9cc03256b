/** The names of all reporters, in the order of the registry; with these alone a program starts without loading one. */
export const REPORT_NAMES: readonly string[] = [
  'terminal',
  'jsonl',
  'junit',
  'github',
  'gitlab',
  'sarif',
  'nagios',
  'prometheus',
  'csv',
  'markdown',
  'html',
];
