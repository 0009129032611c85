import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from './index.ts';

const folders: string[] = [];
const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'trellis-config-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const load = (environment: NodeJS.ProcessEnv, options: { demo?: boolean; port?: number } = {}) =>
  loadConfig(
    { TRELLIS_DATA: freshFolder(), ...environment },
    {
      demo: options.demo ?? false,
      ...(options.port === undefined ? {} : { port: options.port }),
    },
  );

describe('the configuration', () => {
  test('serves this machine only, at port 4380, when nothing is set', () => {
    expect(load({})).toMatchObject({ host: '127.0.0.1', port: 4380, url: 'http://127.0.0.1:4380' });
  });

  test('names every wrong setting at once, each with its rule', () => {
    const wrong = {
      TRELLIS_PORT: 'abc',
      TRELLIS_URL: 'ftp://trellis.example.org',
      DATABASE_URL: 'mysql://localhost/x',
      TRELLIS_DATABASE_CONNECTIONS: '1',
      TRELLIS_SECRET: 'short',
      TRELLIS_LOG: 'loud',
      TRELLIS_TRUST_PROXY: 'perhaps',
    };
    expect(() => load(wrong)).toThrow(/Correct these settings/);
    for (const name of Object.keys(wrong)) expect(() => load(wrong)).toThrow(new RegExp(`${name}: \\S`));
    expect(() => load(wrong)).not.toThrow(/Invalid input/);
  });

  test('names --port when that is the wrong one', () => {
    expect(() => load({}, { port: Number.NaN })).toThrow('--port: Give a number from 0 to 65535.');
    expect(() => load({}, { port: 70_000 })).toThrow('--port');
  });

  test('takes an empty setting as one left out', () => {
    const config = load({ TRELLIS_PORT: '', DATABASE_URL: ' ', TRELLIS_SECRET: '', TRELLIS_URL: '' });
    expect(config).toMatchObject({ port: 4380, databaseUrl: undefined });
  });

  test('keeps an address as its origin, so that links and the check of origins agree', () => {
    expect(load({ TRELLIS_URL: 'https://trellis.example.org/' }).url).toBe('https://trellis.example.org');
    expect(() => load({ TRELLIS_URL: 'https://example.org/trellis' })).toThrow(
      /TRELLIS_URL: .*without a path/,
    );
  });

  test('writes an IPv6 host in brackets, and a host that means every interface as localhost', () => {
    expect(load({ TRELLIS_HOST: '::1' }).url).toBe('http://[::1]:4380');
    for (const host of ['0.0.0.0', '::']) {
      expect(load({ TRELLIS_HOST: host }).url).toBe('http://localhost:4380');
    }
  });

  test('asks for a secret when several processes share a server database', () => {
    expect(() => load({ DATABASE_URL: 'postgres://localhost/trellis' })).toThrow(/TRELLIS_SECRET is missing/);
  });

  test('makes a secret of its own once, readable by its owner only, and keeps it', () => {
    const TRELLIS_DATA = freshFolder();
    const { secret } = load({ TRELLIS_DATA });
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(load({ TRELLIS_DATA }).secret).toBe(secret);
    expect(readFileSync(join(TRELLIS_DATA, 'secret'), 'utf8')).toBe(secret);
    expect(statSync(join(TRELLIS_DATA, 'secret')).mode & 0o777).toBe(0o600);
    expect(load({}).secret).not.toBe(secret);
  });

  test('does not sign sessions with a secret file that was cut short', () => {
    const TRELLIS_DATA = freshFolder();
    writeFileSync(join(TRELLIS_DATA, 'secret'), '');
    expect(() => load({ TRELLIS_DATA })).toThrow(/shorter than 32 characters/);
  });

  test('gives the demo a folder of its own', () => {
    const TRELLIS_DATA = freshFolder();
    expect(load({ TRELLIS_DATA }, { demo: true }).dataFolder).toBe(join(TRELLIS_DATA, 'demo'));
  });
});
