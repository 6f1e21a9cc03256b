// What is fuzzed: for every parser its good inputs, and how one is run on other bytes. Needs npm run build.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readConfig } from '../../dist/cli/config/read.js';
import { readTail } from '../../dist/cli/journal/chain.js';
import { readJournal } from '../../dist/cli/journal/past-runs.js';
import { examineStructure } from '../../dist/detect/examine-structure.js';
import { Fault, replay, seal, verify } from '../../dist/index.js';
import { readAllowedSigners } from '../../dist/manifest/signature/allowed-signers.js';
import { readPrivateKey } from '../../dist/manifest/signature/private-key.js';
import { readSshSignature } from '../../dist/manifest/signature/sshsig.js';
import { Malformed } from '../../dist/manifest/signature/wire.js';

const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
export const REGRESSIONS = join(FIXTURES, 'fuzz');
/** Events of a run are small; what is longer than this is not bounded. */
export const MOST_OUTPUT = 4 << 20;
const MOST_BYTES = 200_000;
const CHUNK = 65_536;

/** The targets, as { name, sources, run }: `run` gives how much a source with other bytes makes the parser say. */
export async function targetsIn(work) {
  return [...structures(), ...(await trees(work)), ...texts(work)];
}

/** The walkers of structures, each on the files that real tools made. */
function structures() {
  const root = join(FIXTURES, 'garbage/structure');
  return readdirSync(root).map((format) => ({
    name: `structure/${format}`,
    sources: filesBelow(join(root, format)).map((path) => unpacked(path)),
    run: ({ name, bytes }) => {
      const structure = examineStructure(name, bytes.length);
      for (let at = 0; at < bytes.length; at += CHUNK) structure.update(bytes.subarray(at, at + CHUNK));
      return JSON.stringify(structure.end()).length;
    },
  }));
}

/** The readers of manifests and stores: one file of a tree is another, and all of it is verified. */
async function trees(work) {
  const kinds = readdirSync(join(FIXTURES, 'manifests')).map((format) => ({
    name: `manifest/${format}`,
    cases:
      format === 'pgbackrest'
        ? [pgBackRest(join(work, format))]
        : readdirSync(join(FIXTURES, 'manifests', format)).map((each) =>
            join(FIXTURES, 'manifests', format, each),
          ),
  }));
  const native = join(work, 'native');
  mkdirSync(join(native, 'sub'), { recursive: true });
  writeFileSync(join(native, 'a.txt'), 'the first file\n');
  writeFileSync(join(native, 'sub', 'b.txt'), 'the second file\n');
  for await (const event of seal(native, join(native, 'restorable.sha256'))) void event;
  return [...kinds, { name: 'manifest/native', cases: [native], only: 'restorable.sha256' }].map(treeTarget);
}

/** A repository of pgBackRest around the files that are kept of one. */
function pgBackRest(top) {
  const real = (name) => readFileSync(join(FIXTURES, 'manifests/pgbackrest', name));
  const manifest = gunzipSync(real('diff.manifest.gz'));
  const [, label] = /^backup-label="(.+)"$/m.exec(manifest.toString('latin1'));
  const files = {
    'archive/main/archive.info': real('archive.info'),
    'archive/main/archive.info.copy': real('archive.info'),
    'backup/main/backup.info': real('backup.info'),
    'backup/main/backup.info.copy': real('backup.info'),
    [`backup/main/${label}/backup.manifest`]: manifest,
    [`backup/main/${label}/backup.manifest.copy`]: manifest,
  };
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), bytes);
  }
  return top;
}

function treeTarget({ name, cases, only }) {
  const sources = cases
    .filter((each) => statSync(each).isDirectory())
    .flatMap((tree) =>
      filesBelow(tree)
        .filter((path) => only === undefined || basename(path) === only)
        .map((path) => ({ tree, name: relative(tree, path), bytes: readFileSync(path) })),
    );
  return { name, sources, run: verifyWith };
}

/** The tree that was copied last: most runs are of the one before. */
let copied;

async function verifyWith({ tree, name, bytes }, work) {
  const root = join(work, 'tree');
  if (copied !== tree) {
    rmSync(root, { recursive: true, force: true });
    cpSync(tree, root, { recursive: true, verbatimSymlinks: true });
    copied = tree;
  }
  let output = 0;
  writeFileSync(join(root, name), bytes);
  try {
    for await (const event of verify(root, { jobs: 1 })) output += JSON.stringify(event).length;
  } finally {
    cpSync(join(tree, name), join(root, name));
  }
  return output;
}

/** The readers of single files, on what the program and ssh-keygen write. */
function texts(work) {
  const file = join(work, 'input');
  const stored = (bytes) => {
    writeFileSync(file, bytes);
    return file;
  };
  const { journal, config, key, signature, signers } = written(work);
  const target = (name, bytes, run) => ({
    name,
    sources: [{ name, bytes }],
    run: async (input) => JSON.stringify((await run(input.bytes)) ?? null).length,
  });
  return [
    target('journal/replay', journal, async (bytes) => {
      const said = [];
      for await (const each of replay([bytes])) said.push(each);
      return said;
    }),
    target('journal/marks', journal, (bytes) => readJournal(stored(bytes))),
    target('journal/digest', journal, (bytes) => readTail(stored(bytes))),
    target('config', config, (bytes) => readConfig(bytes.toString('utf8'), '/etc/restorable')),
    target('signature/sshsig', signature, (bytes) => Object.keys(readSshSignature(bytes))),
    target('signature/private-key', key, (bytes) => typeof readPrivateKey(bytes)),
    target('signature/allowed-signers', signers, (bytes) => {
      readAllowedSigners('signers', bytes.toString('utf8'));
    }),
  ];
}

function written(work) {
  const env = { ...process.env, XDG_STATE_HOME: join(work, 'state') };
  const run = (...args) => execFileSync(process.execPath, [PROGRAM, ...args], { env });
  const root = join(work, 'native');
  run('verify', root);
  const journals = join(work, 'state/restorable/journal');
  const key = join(work, 'key');
  const keygen = (...args) => execFileSync('ssh-keygen', ['-q', ...args], { stdio: 'ignore' });
  keygen('-t', 'ed25519', '-N', '', '-f', key);
  keygen('-Y', 'sign', '-f', key, '-n', 'restorable-manifest', join(root, 'a.txt'));
  const signature = readFileSync(join(root, 'a.txt.sig'));
  rmSync(join(root, 'a.txt.sig'));
  return {
    journal: readFileSync(join(journals, readdirSync(journals)[0])),
    config: run('config', 'init', root),
    key: readFileSync(key),
    signature,
    signers: Buffer.from(
      `a@b.invalid namespaces="restorable-manifest" ${readFileSync(`${key}.pub`, 'utf8')}`,
    ),
  };
}

/** Whether an error is how a parser refuses its input. */
export function isRefusal(error) {
  return error instanceof Fault || error instanceof Malformed;
}

function filesBelow(directory) {
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, name))
    .filter((path) => lstatSync(path).isFile() && lstatSync(path).size <= MOST_BYTES);
}

function unpacked(path) {
  const bytes = readFileSync(path);
  return path.endsWith('.gz')
    ? { name: basename(path, '.gz'), bytes: gunzipSync(bytes) }
    : { name: basename(path), bytes };
}
