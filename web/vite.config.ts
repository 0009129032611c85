import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';

const packages = (...names: string[]) => new RegExp(`node_modules[\\\\/](?:${names.join('|')})[\\\\/]`);

/**
 * Left alone, every shared piece becomes a file of its own and a first page asks for fifty. What the frame stands on,
 * the library's components and our own shared parts are one file each; every page stays its own.
 */
const groups = [
  {
    name: 'frame',
    priority: 30,
    test: packages(
      'react',
      'react-dom',
      'scheduler',
      'i18next',
      'react-i18next',
      'html-parse-stringify',
      'void-elements',
      'use-sync-external-store',
      '@tanstack',
    ),
  },
  {
    name: 'components',
    priority: 20,
    minShareCount: 3,
    test: packages(
      '@mantine[\\/](?:core|hooks|notifications|store)',
      '@floating-ui',
      'clsx',
      'react-remove-scroll',
      'tabbable',
    ),
  },
  {
    name: 'shell',
    priority: 10,
    minShareCount: 3,
    test: /web[\\/]src[\\/](?:shell|api|components|i18n[\\/][a-z]+\.ts)/,
  },
];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  css: { postcss: { plugins: [mantine()] } },
  server: { port: 4381, proxy: { '/api': 'http://127.0.0.1:4380' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
});
