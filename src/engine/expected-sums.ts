import type { ProgressEvent } from '../model/event.ts';
import type { Plan } from './plan.ts';

/** Returns the files and bytes of a whole run as far as its vouchers know; nothing where only listed paths are in scope, where a seal reads more than its lists name, or a run only a part. */
export function expectedSums({
  vouchers,
  filesFrom,
  sink,
  proofs,
}: Plan): Pick<ProgressEvent, 'totalFiles' | 'totalBytes'> {
  if (filesFrom !== undefined || sink !== undefined || proofs?.proveFirst !== undefined) return {};
  const totalFiles = vouchers.reduce((sum, voucher) => sum + voucher.files, 0);
  const totalBytes = vouchers.reduce((sum, voucher) => sum + (voucher.bytes ?? 0), 0);
  return { ...(totalFiles > 0 ? { totalFiles } : {}), ...(totalBytes > 0 ? { totalBytes } : {}) };
}
