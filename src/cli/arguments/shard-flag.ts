import { Option } from 'commander';

/** The flag `--shard`, as commander gives it. */
export type ShardFlag = { readonly shard?: string };

/** Returns the flag `--shard`. */
export function shardFlag(): Option {
  return new Option(
    '--shard <i/n>',
    'read only part I of N; auto takes it from Slurm, GitLab, CircleCI or Kubernetes (auto/N there); see report --merge',
  );
}
