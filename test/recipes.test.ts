/** docs/recipes.md: what tells of a failure tells of it, with servers on this machine in the place of services. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { execute } from './help/program.ts';
import { listen, makeRecipeHome, recipe, replaced } from './help/recipes.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
const SUBJECT = `backup on ${hostname()}: restorable exit 1`;
/** What a run that failed tells. */
const TOLD = /^exit 1\nRESTORABLE CRITICAL - [\s\S]*\n {2}corrupt: a <b> & c\.txt/;
const DAMAGED = /^DAMAGED [\s\S]*a <b> & c\.txt/;

it('the line for cron is silent where all is sound, and prints the verdict first where it is not', async () => {
  const { root, run, damage } = await makeRecipeHome(scratch);
  const [, line = ''] = recipe('Mail from cron').split('\n');
  const command = replaced(line, { '/srv/backup': root }).replace('30 2 * * * ', '');
  expect(await run(command)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  damage();
  expect(await run(command)).toMatchObject({ code: 1, stdout: expect.stringMatching(DAMAGED) });
});

/** A server that takes one mail at a time. */
async function mailServer(): Promise<{ readonly port: number; readonly mails: string[]; close(): void }> {
  const mails: string[] = [];
  const talk = (socket: Socket): void => {
    let text = '';
    let isMail = false;
    socket.write('220 here\r\n');
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = isMail ? '\r\n.\r\n' : '\r\n';
      while (text.includes(end)) {
        const [part = ''] = text.split(end);
        text = text.slice(part.length + end.length);
        if (isMail) mails.push(part);
        isMail = /^DATA$/i.test(part);
        socket.write(isMail ? '354 go on\r\n' : '250 ok\r\n');
        if (/^QUIT$/i.test(part)) socket.end();
        if (isMail) break;
      }
    });
  };
  const server = createServer(talk);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    mails,
    close: () => server.close(),
  };
}

describe.skipIf(!needs('msmtp'))('msmtp', () => {
  it('mails the verdict where the run fails, and nothing else', async () => {
    const { home, root, run, damage } = await makeRecipeHome(scratch);
    const { port, mails, close } = await mailServer();
    const account = `account default\nhost 127.0.0.1\nport ${port}\nfrom backup@example.org\n`;
    writeFileSync(join(home, '.msmtprc'), account, { mode: 0o600 });
    const script = replaced(recipe('Mail by msmtp'), { '/srv/backup': root });
    expect(await run(script)).toMatchObject({ code: 0, stderr: '' });
    expect(mails).toEqual([]);
    damage();
    expect(await run(script)).toMatchObject({ code: 1, stderr: '' });
    close();
    expect(mails).toHaveLength(1);
    const [head = '', ...body] = (mails[0] ?? '').replaceAll('\r\n', '\n').split('\n\n');
    expect(head).toContain('To: admin@example.org\n');
    expect(head).toContain(`Subject: ${SUBJECT}`);
    expect(body.join('\n\n')).toMatch(TOLD);
  });
});

describe.skipIf(!needs('curl', 'jq'))('what is sent to a service', () => {
  it('of ntfy is the verdict, with a title', async () => {
    const { root, run, damage } = await makeRecipeHome(scratch);
    const { url, heard, close } = await listen();
    const script = replaced(recipe('ntfy'), { '/srv/backup': root, 'https://ntfy.sh': url });
    expect(await run(script)).toMatchObject({ code: 0, stderr: '' });
    expect(heard).toEqual([]);
    damage();
    expect(await run(script)).toMatchObject({ code: 1 });
    close();
    expect(heard).toMatchObject([
      { path: 'POST /YOUR-TOPIC', headers: { title: SUBJECT, priority: 'high' } },
    ]);
    expect(heard[0]?.body).toMatch(TOLD);
  });

  it('of Slack is JSON with its three characters escaped', async () => {
    const { home, root, run, damage } = await makeRecipeHome(scratch);
    const { url, heard, close } = await listen();
    const address = join(home, 'slack');
    const secret = replaced(recipe('Slack by webhook', 1), { 'https://hooks.slack.com': url });
    writeFileSync(address, secret, { mode: 0o600 });
    const tell = replaced(recipe('Slack by webhook'), { '/etc/restorable/slack': address });
    writeFileSync(join(home, 'bin/tell-slack'), tell, { mode: 0o755 });
    const [command = ''] = /restorable verify .*$/m.exec(tell) ?? [];
    damage();
    expect(await run(replaced(command, { '/srv/backup': root }))).toMatchObject({ code: 1 });
    close();
    expect(heard).toMatchObject([
      { path: 'POST /services/YOUR/WEB/HOOK', headers: { 'content-type': 'application/json' } },
    ]);
    const { text }: { readonly text: string } = JSON.parse(heard[0]?.body ?? '');
    expect(text).toContain(`${SUBJECT}\nexit 1\nRESTORABLE CRITICAL - `);
    expect(text).toContain('a &lt;b&gt; &amp; c.txt');
  });

  it('of healthchecks is the start and the end, and Uptime Kuma hears of success alone', async () => {
    const { root, run, damage } = await makeRecipeHome(scratch);
    const { url, heard, close } = await listen();
    const title = 'Healthchecks and Uptime Kuma';
    const ping = replaced(recipe(title), { '/srv/backup': root, 'https://hc-ping.com': url });
    const push = replaced(recipe(title, 1), { '/srv/backup': root, 'https://kuma.example.org': url });
    const codes = [(await run(ping)).code, (await run(push)).code];
    damage();
    codes.push((await run(ping)).code, (await run(push)).code);
    close();
    expect(codes).toEqual([0, 0, 1, 1]);
    expect(heard.map(({ path }) => path.replace(/[?&]rid=.*/, '').replace(/^\w+ /, ''))).toEqual([
      '/YOUR-KEY/start',
      '/YOUR-KEY',
      '/api/push/YOUR-KEY?status=up&msg=sound',
      '/YOUR-KEY/start',
      '/YOUR-KEY/fail',
    ]);
  });
});

describe.skipIf(!needs('systemd-analyze'))('the units', () => {
  it('are taken by systemd, and the service starts the mail where it fails', async () => {
    const { home, root, run } = await makeRecipeHome(scratch);
    const units = join(home, 'units');
    mkdirSync(units);
    const pairs = { '/srv/backup': root, '/etc/systemd/system': units };
    expect(await run(replaced(recipe('Mail from systemd', 1), pairs))).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(join(units, 'tell@.service'), recipe('Mail from systemd'));
    const files = ['tell@restorable-backup.service', 'restorable-backup.service'];
    writeFileSync(join(units, files[0] ?? ''), recipe('Mail from systemd'));
    const paths = files.map((name) => join(units, name));
    const { stderr } = await execute('systemd-analyze', ['verify', '--man=no', ...paths]);
    expect(stderr.split('\n').filter((line) => /tell@|restorable-/.test(line))).toEqual([]);
    expect((await run(`cat ${units}/restorable-backup.service`)).stdout).toContain(
      '\nOnFailure=tell@%n.service\n',
    );
  });
});

describe.skipIf(!needs('visudo', 'findmnt'))('the files of the system', () => {
  it('are taken by sudo and mount, which see a fault in them', async () => {
    const { home, run } = await makeRecipeHome(scratch);
    const write = (name: string, text: string): string => {
      writeFileSync(join(home, name), text, { mode: 0o440 });
      return join(home, name);
    };
    const rule = recipe('sudo with least rights');
    expect(await run(`visudo -cf ${write('rule', rule)}`)).toMatchObject({ code: 0 });
    expect((await run(`visudo -cf ${write('bad-rule', rule.replace('NOPASSWD:', 'NOPASS'))}`)).code).toBe(1);
    const places = { '/mnt/nas': join(home, 'nas'), '/mnt/share': join(home, 'share') };
    for (const place of Object.values(places)) mkdirSync(place);
    const table = replaced(recipe('NFS and Windows shares'), places);
    const verify = 'findmnt --verify --tab-file';
    const { code, stdout } = await run(`${verify} ${write('fstab', table)}`);
    expect([code, stdout]).toEqual([0, 'Success, no errors or warnings detected\n']);
    expect((await run(`${verify} ${write('bad-fstab', table.replaceAll(' 0 0', ' x'))}`)).code).toBe(1);
  });
});

describe.skipIf(process.getuid?.() !== 0 || !needs('setpriv'))('without being root', () => {
  it('everything is read, and nothing else may be done', async () => {
    const { home, root, run } = await makeRecipeHome(scratch);
    await run(`chmod 600 ${root}/*; chmod 755 ${home}; chmod 755 ${scratch}; chown -R root ${root}`);
    const pairs = { '/srv/backup': root, ' backup ': ' nobody ', '--regid nobody': '--regid nogroup' };
    const script = replaced(recipe('sudo with least rights', 1), pairs);
    mkdirSync(join(home, 'state-of-nobody'));
    chmodSync(join(home, 'state-of-nobody'), 0o777);
    const env = { XDG_STATE_HOME: join(home, 'state-of-nobody') };
    expect(await run(script, env)).toMatchObject({ code: 0, stderr: '' });
    const plain = replaced(script, { '+dac_read_search': '-dac_read_search' });
    expect(await run(plain, env)).toMatchObject({ code: 3 });
    const writing = replaced(script, { 'restorable verify --lock-wait 1h': 'touch' }).replace(
      root,
      `${root}/new`,
    );
    expect(await run(writing, env)).toMatchObject({ code: 1 });
  });
});

const canMount = process.getuid?.() === 0 && existsSync('/dev/fuse');
describe.skipIf(!canMount || !needs('rclone', 'fusermount3'))('an object store that rclone mounts', () => {
  it('is verified, and the mount is gone in any case', async () => {
    const { home, root, run, damage } = await makeRecipeHome(scratch);
    const place = join(home, 's3');
    mkdirSync(place);
    const pairs = { 'remote:bucket/backup': `:local:${root}`, '/mnt/s3': place };
    const script = replaced(recipe('S3 and other object stores'), pairs);
    expect(await run(script)).toMatchObject({ code: 0, stdout: '' });
    damage();
    expect(await run(script)).toMatchObject({ code: 1, stdout: expect.stringMatching(DAMAGED) });
    expect((await run(`ls ${place}`)).stdout).toBe('');
  });
});
