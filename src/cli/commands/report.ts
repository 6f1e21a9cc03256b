import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { type ReplayFlags, withOutputFlags, withVerboseFlag } from '../arguments/options.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable report`. */
export function addReport(program: Command, exit: (code: ExitCode) => void): void {
  const command = withOutputFlags(
    program
      .command('report')
      .summary('render any report from stored journals')
      .argument('<journal...>', 'journals or globs; several are rendered one after the other'),
  );
  withVerboseFlag(command)
    .option('--merge', 'put the journals of all shards of a tree together as the run over the whole of it')
    .description(
      'Renders the runs in journals again, as any report. The exit code is the worst of the runs, and 3 if one was killed or a journal is damaged.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], { merge, ...flags }: ReplayFlags & { readonly merge?: boolean }) => {
      if (merge === true) {
        const { mergeJournals } = await import('./merge-shards.ts');
        exit(await mergeJournals(named, flags));
        return;
      }
      const { reportJournals } = await import('./report-journals.ts');
      exit(await reportJournals(named, flags));
    });
}

const HELP = `
EXAMPLES
  restorable report '/var/lib/restorable/journal/20261123T*-verify-*.jsonl'
  restorable report --report junit:results.xml run.jsonl   for CI, after the run
  restorable report --merge shard-*.jsonl      all shards of one tree
  restorable report --json 'journal/*.jsonl' > all.jsonl   several as one

${EXIT_STATUS}`;
