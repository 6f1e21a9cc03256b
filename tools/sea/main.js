// The start of the single-file executable; bin/restorable.js is that of the package.
import { main } from '../../dist/cli/program/main.js';

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`restorable: error: cannot start: ${error.stack}\n`);
  process.exitCode = 3;
});
