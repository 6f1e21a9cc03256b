import type { Command } from 'commander';

/** The flags of commands that can ask for a signature, as commander gives them. */
export type SignatureFlags = {
  readonly requireSignature?: boolean | undefined;
  readonly allowedSigners?: string | undefined;
};

/** Adds the flags that ask for a signature. */
export function withSignatureFlags(command: Command): Command {
  return command
    .optionsGroup('Signature:')
    .option('--require-signature', 'trust only a manifest that an allowed signer signed; implies --strong')
    .option(
      '--allowed-signers <file>',
      'who may sign: public keys as in ssh-keygen(1), or one of minisign, kept outside of the backup',
    );
}
