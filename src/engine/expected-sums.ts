import type { ProgressEvent } from '../model/event.ts';
import type { Plan } from './plan.ts';

/** Returns the files and bytes that a whole run comes to as far as its vouchers know; nothing where only listed paths are in scope. */
export function expectedSums({
  vouchers,
  filesFrom,
}: Plan): Pick<ProgressEvent, 'totalFiles' | 'totalBytes'> {
  if (filesFrom !== undefined) return {};
  const totalFiles = vouchers.reduce((sum, voucher) => sum + voucher.files, 0);
  const totalBytes = vouchers.reduce((sum, voucher) => sum + (voucher.bytes ?? 0), 0);
  return { ...(totalFiles > 0 ? { totalFiles } : {}), ...(totalBytes > 0 ? { totalBytes } : {}) };
}
