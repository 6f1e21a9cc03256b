#!/usr/bin/env node
// Node releases too old for the program must still parse this file: no syntax newer than ES2018 but import().
const NEEDED = '20.15';
const version = process.versions.node;
const [major, minor] = version.split('.').map(Number);
const [neededMajor, neededMinor] = NEEDED.split('.').map(Number);

if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) {
  import('../dist/program/main.js')
    .then(({ main }) => main(process.argv.slice(2)))
    .catch((error) => {
      process.stderr.write(`restorable: error: cannot start: ${error.stack}\n`);
      process.exitCode = 3;
    });
} else {
  process.stderr.write(
    `restorable: error: Node ${NEEDED} or newer is needed, but ${process.execPath} is ${version}\n`,
  );
  process.exitCode = 2;
}
