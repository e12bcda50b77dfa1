import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

const dist = path.join(import.meta.dirname, 'dist');
const manifest = { files: {} };

/** How brotli may write distances, as `[NPOSTFIX, NDIRECT]`: which is shortest differs from script to script. */
const distances = [
  [0, 0],
  [0, 4],
  [0, 12],
  [1, 0],
  [1, 4],
  [2, 0],
  [2, 8],
  [2, 56],
];

/** The shortest brotli 11 of a script; a window as large as the largest of them is enough. */
const shortest = (raw) =>
  distances
    .map(([postfix, direct]) =>
      brotliCompressSync(raw, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 11,
          [constants.BROTLI_PARAM_LGWIN]: 16,
          [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
          [constants.BROTLI_PARAM_NDIRECT]: direct,
        },
      }),
    )
    .reduce((best, one) => (one.length < best.length ? one : best));

/** Size of a script raw, as gzip -9 and as brotli 11, with the compressed forms. */
function pack(code) {
  const raw = Buffer.from(code);
  const gzip = gzipSync(raw, { level: 9 });
  const brotli = shortest(raw);
  return {
    raw,
    gzip,
    brotli,
    bytes: { raw: raw.length, gzip: gzip.length, brotli: brotli.length },
  };
}

/** Names that carry a hash of the content, left by this build or an earlier one. */
const hashedName = /^t\.[0-9a-f]{12}\.js(\.br|\.gz)?$/;
for (const file of existsSync(dist) ? readdirSync(dist) : []) {
  if (hashedName.test(file)) rmSync(path.join(dist, file));
}

/** Writes a script, ready compressed, also under a name of its hash, and what is needed to serve it. */
const publish = (name, hashes) => ({
  name: 'publish',
  writeBundle(_options, bundle) {
    // The line break at the end costs up to ten bytes compressed.
    const code = Object.values(bundle)[0].code.trimEnd();
    const { raw, gzip, brotli, bytes } = pack(code);
    const integrity = `sha384-${createHash('sha384').update(raw).digest('base64')}`;
    const hashed = `t.${createHash('sha256').update(raw).digest('hex').slice(0, 12)}.js`;
    for (const file of hashes ? [name, hashed] : [name]) {
      writeFileSync(path.join(dist, file), raw);
      writeFileSync(path.join(dist, `${file}.br`), brotli);
      writeFileSync(path.join(dist, `${file}.gz`), gzip);
      manifest.files[file] = { integrity, bytes, ...(hashes && { hashed }) };
    }
    writeFileSync(path.join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  },
});

/** One keyword for all bindings compresses better than two, and the minifier does not do it. */
const oneKeyword = {
  name: 'one-keyword',
  renderChunk: (code) => code.replace(/\bconst /g, 'let '),
};

/**
 * Letters in an order that brotli likes beside the minifier's own names. This one and that of the names
 * below were found by trial: swapped letters stay where both scripts got smaller.
 */
const letters = 'TrtaxOicvfsydAmgkqhpeUMNCluPDSwGIXzHKRJbBYoFnjVZWELQ';

/** Names of variables: the same in every function, not by how often letters occur in this script. */
const nthName = {
  // It is carried over to a worker as text, so all it needs stands in it.
  get(number) {
    const all = 'etvaiudfomnhclkypgrbwCxjzBsqZDARTXIJKLMNOWQPSFUVGEYH';
    let name = '';
    for (let left = number + 1; left > 0; left = Math.floor(left / all.length)) {
      left--;
      name += all[left % all.length];
    }
    return name;
  },
};

/** Gives underscored properties one-letter names in the order they appear, which brotli likes best. */
const shortProperties = {
  name: 'short-properties',
  renderChunk(code) {
    const names = new Map();
    return code.replace(/(?<=[.{,]|\basync )_[a-z]\w*/g, (name) => {
      const letter = letters[names.size % letters.length];
      if (!names.has(name))
        names.set(name, letter.repeat(1 + Math.floor(names.size / letters.length)));
      return names.get(name);
    });
  },
};

/**
 * A block keeps `let` to itself as well as a function does, and is shorter; a named function in it would
 * be everybody's.
 */
const block = {
  name: 'block',
  renderChunk(code) {
    const [, body] = /^!function\(\)\{([^]*)\}\(\);?\s*$/.exec(code) ?? [];
    if (!body || /\bfunction [\w$]/.test(body)) {
      throw new Error('Write functions of this script as arrows: a named one would be global');
    }
    return `{${body}}`;
  },
};

/**
 * Names are shortened after everything else is settled.
 *
 * @param mangle whether underscored properties are ours to shorten: not where a script talks to
 * others, whose names begin with an underscore too.
 */
const minify = (mangle) => [
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
      lhs_constants: false,
      keep_fargs: false,
    },
    mangle: false,
  }),
  mangle && shortProperties,
  terser({
    ecma: 2020,
    toplevel: true,
    compress: false,
    mangle: mangle ? { nth_identifier: nthName } : true,
  }),
  mangle && block,
];

/** One script from one entry of tsc's output. */
const script = (entry, name, { mangle = true, hashes = true } = {}) => ({
  input: path.join(dist, entry),
  // What runs guarded is trimmed like everything else.
  treeshake: { tryCatchDeoptimization: false },
  plugins: [nodeResolve({ browser: true }), publish(name, hashes)],
  output: {
    file: path.join(dist, name),
    format: 'iife',
    strict: false,
    plugins: minify(mangle),
  },
});

/** Scripts of their own over the public API: `<folder>/<name>-script.ts` becomes `t.<prefix><name>.js`. */
const separate = (folder, prefix) =>
  existsSync(path.join(import.meta.dirname, 'src', folder))
    ? readdirSync(path.join(import.meta.dirname, 'src', folder))
        .filter((file) => file.endsWith('-script.ts'))
        .map((file) => file.slice(0, -'-script.ts'.length))
        .map((name) =>
          script(`${folder}/${name}-script.js`, `t.${prefix}${name}.js`, { mangle: false }),
        )
    : [];

export default [
  script('script-core.js', 't.core.js'),
  script('script.js', 't.js'),
  ...separate('capture', ''),
  ...separate('consent', 'consent-'),
  ...separate('chat', 'chat-'),
  ...separate('bridge', ''),
  ...separate('feedback', ''),
  script('inline-stub.js', 'stub.js', { mangle: false, hashes: false }),
];
