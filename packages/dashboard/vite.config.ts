import path from 'node:path';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

const outDir = path.join(import.meta.dirname, 'dist/static');

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    // Which files a screen needs: the service sends them along with the first HTML.
    manifest: 'screens.json',
    target: 'es2022',
    // Data URIs would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  plugins: [precompress(outDir)],
});
