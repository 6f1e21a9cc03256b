import { InvalidArgumentError } from 'commander';

/** The value of a flag that is not what the flag takes; `wanted` says what that is, as in "Must be …". */
export class BadValue extends InvalidArgumentError {
  readonly wanted: string;

  constructor(wanted: string) {
    super(`Must be ${wanted}.`);
    this.wanted = wanted;
  }
}
