#!/usr/bin/env node
// Node releases too old for the program must still parse this file: no syntax newer than ES2018. It is CommonJS, as the program is,
// so that nothing of ES modules is loaded for it.
const NEEDED = '20.15';
const version = process.versions.node;
const [major, minor] = version.split('.').map(Number);
const [neededMajor, neededMinor] = NEEDED.split('.').map(Number);

function cannotStart(error) {
  process.stderr.write(`restorable: error: cannot start: ${error.stack}\n`);
  process.exitCode = 3;
}

if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) {
  try {
    require('../dist/program/main.js').main(process.argv.slice(2)).catch(cannotStart);
  } catch (error) {
    cannotStart(error);
  }
} else {
  process.stderr.write(
    `restorable: error: Node ${NEEDED} or newer is needed, but ${process.execPath} is ${version}\n`,
  );
  process.exitCode = 2;
}
