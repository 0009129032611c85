/** Chromium from npm, on a machine that has nothing else: no browser, no fonts, perhaps not even its libraries. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Flags of the package that a check of web pages must not have: they switch off what is checked, or do not survive several pages. */
const UNWANTED = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disk-cache-size',
  '--headless',
];

let running: Promise<Browser> | undefined;

/** The one browser of this process, started on first use, and again should it have gone. */
export async function openChromium(): Promise<Browser> {
  const known = await running;
  if (known?.isConnected()) return known;
  running = launch();
  return running;
}

export async function closeChromium(): Promise<void> {
  const browser = await running?.catch(() => undefined);
  running = undefined;
  await browser?.close();
}

async function launch(): Promise<Browser> {
  const executablePath = await sparticuz.executablePath();
  const start = (libraries?: string) =>
    chromium.launch({
      executablePath,
      headless: true,
      args: [
        ...sparticuz.args.filter((flag) => !UNWANTED.some((one) => flag.startsWith(one))),
        '--no-sandbox',
        '--disable-quic',
        '--disable-background-networking',
      ],
      env: {
        ...process.env,
        // The package's Latin font and no other: Chinese then comes from the app or not at all.
        FONTCONFIG_PATH: join(tmpdir(), 'fonts'),
        ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
      },
    });
  try {
    return await start();
  } catch (error) {
    if (!/shared libraries/.test(String(error))) throw error;
    return await start(unpackLibraries());
  }
}

/** The libraries that bare machines lack come with the package, for one kind of server; unpack them here too. */
function unpackLibraries(): string {
  const folder = join(tmpdir(), 'trellis-chromium-libraries');
  mkdirSync(folder, { recursive: true });
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const archive = join(dirname(entry), '../../bin/al2023.tar.br');
  const tar = join(folder, 'libraries.tar');
  writeFileSync(tar, brotliDecompressSync(readFileSync(archive)));
  const unpacked = spawnSync('tar', ['-xf', tar, '-C', folder]);
  if (unpacked.status !== 0)
    throw new Error(`The browser's libraries cannot be unpacked: ${unpacked.stderr}`);
  return join(folder, 'lib');
}
