import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

const dist = path.join(import.meta.dirname, 'dist');
const manifest = { files: {} };

/** Size of a script raw, as gzip -9 and as brotli 11, with the compressed forms. */
function pack(code) {
  const raw = Buffer.from(code);
  const gzip = gzipSync(raw, { level: 9 });
  const brotli = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  return {
    raw,
    gzip,
    brotli,
    bytes: { raw: raw.length, gzip: gzip.length, brotli: brotli.length },
  };
}

/** Writes a script under each of its names, ready compressed, and what is needed to serve it. */
const publish = (names, hashed) => ({
  name: 'publish',
  writeBundle(_options, bundle) {
    const code = Object.values(bundle)[0].code;
    const { raw, gzip, brotli, bytes } = pack(code);
    const integrity = `sha384-${createHash('sha384').update(raw).digest('base64')}`;
    const hash = createHash('sha256').update(raw).digest('hex').slice(0, 12);
    const hashedName = `t.${hash}.js`;
    if (hashed) {
      for (const file of readdirSync(dist)) {
        if (/^t\.[0-9a-f]{12}\.js(\.br|\.gz)?$/.test(file)) rmSync(path.join(dist, file));
      }
    }
    for (const name of hashed ? [...names, hashedName] : names) {
      writeFileSync(path.join(dist, name), raw);
      writeFileSync(path.join(dist, `${name}.br`), brotli);
      writeFileSync(path.join(dist, `${name}.gz`), gzip);
      manifest.files[name] = { integrity, bytes, ...(hashed && { hashed: hashedName }) };
    }
    writeFileSync(path.join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  },
});

/** One keyword for all bindings compresses better than two, and the minifier does not do it. */
const oneKeyword = {
  name: 'one-keyword',
  renderChunk: (code) => code.replace(/\bconst /g, 'let '),
};

const minify = () => [
  oneKeyword,
  terser({
    ecma: 2020,
    toplevel: true,
    compress: {
      passes: 3,
      // Less inlining leaves more repetition for brotli to find.
      inline: 1,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      keep_fargs: false,
    },
    mangle: { properties: { regex: /^_/ } },
  }),
];

/** Capture beyond the core comes later: until then both names hold the same script. */
export default [
  {
    input: path.join(dist, 'script.js'),
    plugins: [nodeResolve({ browser: true }), publish(['t.core.js', 't.js'], true)],
    output: {
      file: path.join(dist, 't.core.js'),
      format: 'iife',
      strict: false,
      plugins: minify(),
    },
  },
  {
    input: path.join(dist, 'inline-stub.js'),
    plugins: [publish(['stub.js'], false)],
    output: { file: path.join(dist, 'stub.js'), format: 'iife', strict: false, plugins: minify() },
  },
];
