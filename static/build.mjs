/* Builds what is served from what stands here, with esbuild: `static/built`, which web/http/assets.py serves as it is.

   `js/app.js` holds what every page runs. A script that few pages need is an entry of its own; what it imports of
   a module in `app.js` it takes from there, so that a page has each module once. The service worker is a classic
   script: Firefox knows no modules there. `--watch -- COMMAND` builds again on each change and restarts the command. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, watch, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const STATIC = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(STATIC);
const BUILT = join(STATIC, 'built');
const APP = join(STATIC, 'js/app.js');
const STYLES = [
  'answer',
  'app',
  'board',
  'desk',
  'escalation',
  'figures',
  'follow',
  'issue',
  'people',
  'search',
  'signs',
  'status',
  'table',
].map((name) => join(STATIC, `css/${name}.css`));
const COPIED = ['icons', 'manifest.webmanifest', 'sw-off.js'];
/* Imported by a page of its own, or by more than one of the others. */
const SEPARATE = [
  'desk/desk',
  'desk/shortcuts',
  'drafts/act-drafts',
  'drafts/form-draft',
  'offline/offline-list',
  'offline/tap-refusals',
  'offline/upload',
  'page/dismiss-notifications',
  'page/set-up-htmx',
  'page/poll',
  'page/sheet',
  'pages/auto-accept',
  'pages/insecure',
  'pages/other-forms',
  'pages/photo-viewer',
  'pages/print-page',
  'pages/search',
  'pages/share-link',
  'pages/suggestions',
  'pages/time-zone',
  'photos/photo-forms',
  'push/install',
  'push/platform',
  'push/push-setup',
  'push/subscription',
  'report/drafts',
  'report/refused-report',
  'session/sign-out',
  'waiting/waiting-page',
].map((name) => join(STATIC, `js/${name}.js`));
/* Where the server says which release it is; see web/http/assets.py. A line of its own, so that source maps fit. */
const RELEASE = 'self.RELEASE = { version: "", shell: [] };';
const WATCHED = ['static', 'templates', 'web', 'push'];
const CALM = 200; // milliseconds without a change before it is built again

const OPTIONS = /** @type {const} */ ({
  absWorkingDir: STATIC,
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  minify: true,
  outdir: BUILT,
  sourcemap: 'linked',
  target: targets(),
  write: false,
});

/** The browsers that package.json names. @returns {string[]} */
function targets() {
  const { browserslist } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return browserslist.map((/** @type {string} */ one) => one.replace('ios_saf', 'ios').replace(' >= ', ''));
}

/** Imports of a separate script go to its own file, those of a module in `app.js` to that one.
 * @param {Set<string>} members of `app.js` @param {Set<string>} used is filled with those that are imported so */
function elsewhere(members, used) {
  return {
    name: 'elsewhere',
    setup(/** @type {esbuild.PluginBuild} */ build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
        const file = join(resolveDir, path);
        if (kind === 'entry-point') return;
        if (SEPARATE.includes(file)) return { path: `./${basename(file)}`, external: true };
        if (!members.has(file)) return;
        used.add(file);
        return { path: './app.js', external: true };
      });
    },
  };
}

async function build() {
  const used = /** @type {Set<string>} */ (new Set());
  const alone = await esbuild.build({ ...OPTIONS, entryPoints: [APP], plugins: [elsewhere(new Set(), used)] });
  const members = new Set(Object.keys(alone.metafile.inputs).map((name) => join(STATIC, name)));
  const pages = await esbuild.build({
    ...OPTIONS,
    outdir: join(BUILT, 'js'),
    entryNames: '[name]',
    entryPoints: SEPARATE,
    plugins: [elsewhere(members, used)],
  });
  const exported = await exportsOf(used, pages.outputFiles);
  const app = await esbuild.build({
    ...OPTIONS,
    outfile: join(BUILT, 'js/app.js'),
    outdir: undefined,
    plugins: [elsewhere(new Set(), used)],
    stdin: { contents: `import './js/app.js';\n${exported}`, resolveDir: STATIC, sourcefile: 'app-exports.js' },
  });
  const others = await esbuild.build({
    ...OPTIONS,
    entryPoints: [
      ...['photos/shrink-worker', 'pages/customer-page', 'pages/follow-page'].map((name) => ({ in: `js/${name}.js`, out: basename(name) })),
      { in: 'js/lib/pseudo-messages.js', out: 'scripts.en-XA' }, // those of languages: web/http/assets.py
    ],
    outdir: join(BUILT, 'js'),
    format: 'iife',
  });
  const worker = await esbuild.build({
    ...OPTIONS,
    entryPoints: [{ in: 'sw/main.js', out: 'sw' }],
    format: 'iife',
    sourcemap: 'external',
    define: { 'globalThis.document': 'undefined' }, // what modules of pages do with it goes
    banner: { js: RELEASE },
    footer: { js: '//# sourceMappingURL=/static/map/sw.js.map' },
  });
  const follow = await esbuild.build({
    ...OPTIONS,
    entryPoints: [{ in: 'sw/follow/main.js', out: 'follow-worker' }],
    format: 'iife',
    sourcemap: 'external',
    footer: { js: '//# sourceMappingURL=/static/map/follow-worker.js.map' },
    define: { 'globalThis.document': 'undefined' },
  });
  const styles = await esbuild.build({ ...OPTIONS, entryPoints: STYLES, outbase: STATIC });
  refuseTwice([app, pages]);
  write([app, pages, others, worker, follow, styles].flatMap(({ outputFiles }) => outputFiles));
  await refuseMissing();
  utimesSync(join(BUILT, 'sw.js'), new Date(), new Date()); // the Makefile compares its time with the sources'
}

/** What separate scripts import of `app.js`, as lines that export it. @param {Set<string>} files where it may come from
 * @param {esbuild.OutputFile[]} scripts @returns {Promise<string>} */
async function exportsOf(files, scripts) {
  const imported = scripts.flatMap(({ text }) =>
    [...text.matchAll(/\bimport\{([^}]*)\}from"\.\/app\.js"/g)].flatMap(([, list]) => list.split(',')),
  );
  const names = new Set(imported.map((one) => one.split(' as ')[0]));
  const { metafile } = await esbuild.build({ ...OPTIONS, bundle: false, entryPoints: [...files].sort() });
  const lines = Object.values(metafile.outputs).map(({ entryPoint, exports }) =>
    entryPoint ? `export { ${exports.filter((name) => names.has(name)).join(', ')} } from './${entryPoint}';\n` : '',
  );
  return lines.join('');
}

/** A module with a state of its own must not be on a page twice. @param {{ metafile: esbuild.Metafile }[]} built */
function refuseTwice(built) {
  const homes = /** @type {Map<string, string>} */ (new Map());
  for (const { metafile } of built)
    for (const [output, { inputs }] of Object.entries(metafile.outputs))
      for (const input of Object.keys(inputs)) {
        const home = homes.get(input);
        if (home) throw new Error(`${input} is in ${home} and in ${output}: name it in SEPARATE of static/build.mjs.`);
        homes.set(input, output);
      }
}

/** What separate scripts import of `app.js` has to be there. */
async function refuseMissing() {
  const entryPoints = SEPARATE.map((file) => join(BUILT, 'js', basename(file)));
  await esbuild.build({ ...OPTIONS, entryPoints, minify: false, sourcemap: false });
}

/** Each file in one moment, and only where it is new: a server may be reading. @param {esbuild.OutputFile[]} files */
function write(files) {
  const kept = new Set(files.map(({ path }) => path));
  for (const { path, contents } of files) put(path, contents);
  for (const name of COPIED) {
    for (const file of filesIn(join(STATIC, name))) {
      const path = join(BUILT, relative(STATIC, file));
      put(path, readFileSync(file));
      kept.add(path);
    }
  }
  for (const file of filesIn(BUILT)) if (!kept.has(file)) rmSync(file);
}

/** @param {string} path @param {Uint8Array} contents */
function put(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const half = `${BUILT}.${process.pid}`;
  writeFileSync(half, contents);
  renameSync(half, path);
}

/** @param {string} path @returns {string[]} itself, or all below it */
function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}

/* ---- while somebody works on it ---- */

/** Builds and starts the command; anew after each change. @param {string[]} command */
async function keepBuilding([program, ...words]) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let running;
  const restart = async () => {
    await build().catch((problem) => console.error(problem.message));
    if (!program) return;
    const start = () => void (running = spawn(program, words, { stdio: 'inherit' }));
    if (!running || running.exitCode !== null) return start();
    running.once('exit', start);
    running.kill();
  };
  const changed = (/** @type {string} */ folder, /** @type {string | null} */ name) => {
    if (join(folder, name ?? '').startsWith(BUILT) || name?.includes('__pycache__')) return;
    clearTimeout(timer);
    timer = setTimeout(restart, CALM);
  };
  for (const folder of WATCHED.flatMap((name) => foldersIn(join(ROOT, name)))) watch(folder, (_, name) => changed(folder, name));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => running?.once('exit', () => process.exit()) && running.kill());
  await restart();
}

/** @param {string} path @returns {string[]} itself and all below it */
function foldersIn(path) {
  if (path === BUILT || basename(path) === '__pycache__') return [];
  const below = readdirSync(path, { withFileTypes: true }).filter((one) => one.isDirectory());
  return [path, ...below.flatMap(({ name }) => foldersIn(join(path, name)))];
}

const [, , mode, , ...command] = process.argv;
await (mode === '--watch' ? keepBuilding(command) : build()).catch((problem) => {
  console.error(problem.message);
  process.exitCode = 1;
});
