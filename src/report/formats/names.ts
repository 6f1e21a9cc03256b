/** The names of all reporters, in the order of the registry, so that the command line need not load them. */
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
  'paths',
];
