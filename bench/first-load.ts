/**
 * JavaScript that a first visit loads before anything is clicked: what index.html names and what those files import
 * statically, gzipped. Promised: 300 kB. Pages load on demand and are printed beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const PROMISED_KB = 300;
const dist = fileURLToPath(new URL('../web/dist/', import.meta.url));
if (!existsSync(`${dist}index.html`)) throw new Error('The web app is not built: npm run build');

const seen = new Set<string>();
let bytes = 0;

function load(name: string): void {
  if (seen.has(name)) return;
  seen.add(name);
  const text = readFileSync(`${dist}assets/${name}`, 'utf8');
  bytes += gzipSync(text, { level: 9 }).length;
  for (const [, imported] of text.matchAll(
    /(?:^|[;}\n])import\s*(?:[^'"()]*from\s*)?["']\.\/([^"']+\.js)["']/g,
  ))
    load(imported!);
}

const page = readFileSync(`${dist}index.html`, 'utf8');
for (const [, path] of page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)) load(basename(path!));
const kilobytes = bytes / 1000;
console.log(
  `first load: ${kilobytes.toFixed(0)} kB gzipped in ${seen.size} files; promised ${PROMISED_KB} kB; ratio ${(kilobytes / PROMISED_KB).toFixed(2)}`,
);
