import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { FleetFlags } from '../arguments/fleet-flags.ts';
import { givenFlags } from '../arguments/given-flags.ts';
import type { VerifyFlags } from '../arguments/verify-flags.ts';
import { redisAddress } from '../fleet/address.ts';
import { loadBullMq } from '../fleet/bullmq.ts';
import { lanesOfFleet } from '../fleet/collect.ts';
import { tryRedis } from '../fleet/connection.ts';
import { systemContext } from '../run-context.ts';
import { openScreen } from '../screen.ts';
import { verifyNamed } from './verify.ts';

/** What a fleet does not do, by the names that commander gives the flags. */
const NOT_BY_A_FLEET = {
  shard: '--shard',
  replicas: '--replicas',
  listVouchers: '--list-vouchers',
  set: '--set',
  allSets: '--all-sets',
} as const;

/** Verifies a tree that workers read. */
export async function verifyByFleet(
  directory: string,
  { ahead, wait, redis, redisFile, ...flags }: VerifyFlags & FleetFlags,
): Promise<ExitCode> {
  const address = redisAddress(
    { ...(redis === undefined ? {} : { redis }), ...(redisFile === undefined ? {} : { redisFile }) },
    process.env,
  );
  const [refused] = givenFlags(new Map(Object.entries(flags)), NOT_BY_A_FLEET);
  if (refused !== undefined)
    throw new Fault(2, `fleet verify has no ${refused}`, `omit it, or use restorable verify ${refused}`);
  const bullmq = await loadBullMq();
  const problem = await tryRedis(bullmq, address);
  if (problem !== undefined) throw problem;
  const screen = await openScreen(flags.color);
  const { tool } = systemContext();
  const openLanes = lanesOfFleet({ bullmq, address, ahead, waitMs: wait, screen, tool });
  return verifyNamed([directory], flags, { openLanes });
}
