import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree, text } from './data.js';
import { run } from './shell.js';

const SECRET = 'correct horse';

/** Stores of backup tools and encrypted files, each with a fixed pass phrase; what they write is random all the same. */
export const STORES = [
  {
    name: 'restic',
    tools: ['restic'],
    make(directory, beside) {
      makeTree(beside);
      const restic = (...words) =>
        run(['restic', '-q', '--no-cache', '-r', join(directory, 'repository'), ...words], {
          cwd: beside,
          env: { RESTIC_PASSWORD: SECRET },
        });
      restic('init');
      restic('backup', '.');
      writeFileSync(join(beside, 'new.txt'), text('new', 5000));
      restic('backup', '.');
    },
  },
  ...['none', 'repokey'].map((encryption) => ({
    name: `borg ${encryption}`,
    tools: ['borg'],
    make(directory, beside) {
      makeTree(beside);
      const borg = (...words) =>
        run(['borg', ...words], {
          cwd: beside,
          env: {
            BORG_PASSPHRASE: SECRET,
            BORG_BASE_DIR: `${beside}-borg`,
            BORG_REPO: join(directory, 'repository'),
          },
        });
      borg('init', '-e', encryption);
      borg('create', '::first', '.');
      writeFileSync(join(beside, 'new.txt'), text('new', 5000));
      borg('create', '::second', '.');
    },
  })),
  ...['--no-encryption', '--volsize=5'].map((flag) => ({
    name: `duplicity ${flag === '--no-encryption' ? 'plain' : 'encrypted'}`,
    tools: ['duplicity', 'gpg'],
    make(directory, beside) {
      makeTree(beside);
      mkdirSync(`${beside}-gnupg`, { recursive: true, mode: 0o700 });
      const env = { PASSPHRASE: SECRET, GNUPGHOME: `${beside}-gnupg` };
      const words = ['duplicity', flag, '--archive-dir', `${beside}-archive`, beside, `file://${directory}`];
      run(words, { env });
      writeFileSync(join(beside, 'new.txt'), text('new', 5000));
      run(words, { env });
    },
  })),
  {
    name: 'rclone crypt',
    tools: ['rclone'],
    make(directory, beside) {
      makeTree(beside);
      const secret = run(['rclone', 'obscure', SECRET]).toString().trim();
      const env = {
        RCLONE_CONFIG: `${beside}-rclone.conf`,
        RCLONE_CONFIG_SAFE_TYPE: 'crypt',
        RCLONE_CONFIG_SAFE_REMOTE: directory,
        RCLONE_CONFIG_SAFE_PASSWORD: secret,
      };
      writeFileSync(`${beside}-rclone.conf`, '');
      run(['rclone', 'copy', beside, 'safe:'], { env });
    },
  },
  {
    name: 'gpg',
    tools: ['gpg'],
    make(directory, beside) {
      mkdirSync(beside, { recursive: true, mode: 0o700 });
      const gpg = (...words) =>
        run(['gpg', '--batch', '--homedir', beside, '--passphrase', SECRET, '-c', ...words], {
          input: text('gpg', 9000),
        });
      writeFileSync(join(directory, 'text.txt.gpg'), gpg());
      writeFileSync(join(directory, 'text.txt.asc'), gpg('-a'));
      writeFileSync(join(directory, 'stored.gpg'), gpg('-z', '0'));
    },
  },
  {
    name: 'age',
    tools: ['age', 'age-keygen'],
    make(directory, beside) {
      mkdirSync(beside, { recursive: true });
      run(['age-keygen', '-o', join(beside, 'key')]);
      const to = run(['age-keygen', '-y', join(beside, 'key')])
        .toString()
        .trim();
      for (const lines of [1, 900, 20_000])
        writeFileSync(
          join(directory, `text-${lines}.txt.age`),
          run(['age', '-r', to], { input: text('age', lines) }),
        );
      writeFileSync(
        join(directory, 'text.age.asc'),
        run(['age', '-a', '-r', to], { input: text('age', 900) }),
      );
    },
  },
  {
    name: 'openssl',
    tools: ['openssl'],
    make(directory) {
      for (const cipher of ['aes-256-cbc', 'aes-256-ctr', 'chacha20'])
        writeFileSync(
          join(directory, `text.txt.${cipher}.enc`),
          run(['openssl', 'enc', `-${cipher}`, '-pbkdf2', '-pass', `pass:${SECRET}`], {
            input: text('openssl', 9000),
          }),
        );
    },
  },
  {
    name: 'LUKS',
    tools: ['cryptsetup', 'truncate'],
    make(directory) {
      for (const type of ['luks1', 'luks2']) {
        const image = join(directory, `${type}.img`);
        run(['truncate', '-s', '20M', image]);
        run(
          [
            'cryptsetup',
            'luksFormat',
            '-q',
            '--type',
            type,
            '--pbkdf',
            'pbkdf2',
            '--pbkdf-force-iterations',
            '1000',
            image,
          ],
          {
            input: SECRET,
          },
        );
      }
    },
  },
];
