import type { AllowedSigners } from '../../manifest/signature/allowed-signers.ts';
import { checkSignature } from '../../manifest/signature/check.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Manifest } from '../../model/manifest.ts';
import { belowRoot, nameOf } from '../../model/path.ts';
import type { Root } from '../root.ts';

/** Vouchers with their signatures as they were checked, and findings about those that are not signed as they must be. */
export type SignedVouchers = {
  readonly vouchers: readonly Manifest[];
  readonly findings: readonly Finding[];
};

/** Checks the signature of every voucher of a root, at a time in milliseconds since 1970. */
export async function checkSigned(
  root: Root,
  vouchers: readonly Manifest[],
  signers: AllowedSigners,
  at: number,
): Promise<SignedVouchers> {
  const findings: Finding[] = [];
  const checked: Manifest[] = [];
  for (const voucher of vouchers) {
    const { format, file } = voucher;
    const result = await checkSignature(voucher, { signers, at }, root.directory);
    if (result.is === 'signature')
      findings.push(
        finding('manifest-untrusted', belowRoot(root.directory, file) ?? nameOf(file), {
          evidence: [result],
          by: { format, path: file },
        }),
      );
    checked.push(result.is === 'signature' ? voucher : { ...voucher, signature: result });
  }
  return { vouchers: checked, findings };
}
