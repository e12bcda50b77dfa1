// The process that is the embedded ClickHouse. Plain JavaScript, because it is started as a file both
// from source and from the build. Started by src/engine/launch.ts with one JSON argument:
// { library: path of libchdb, argv: string[] of the engine, parent: pid of the starter }.
import { DataType, load, open } from 'ffi-rs';

const { library, argv, parent } = JSON.parse(process.argv[2] ?? '{}');

// process.exit() hangs while the engine's thread runs, so every way out is SIGKILL.
const die = () => process.kill(process.pid, 'SIGKILL');

// Ctrl-C reaches the whole process group: the parent decides when the engine ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

// A parent killed with -9 cannot say goodbye. Linux tells us at once; elsewhere we look.
if (process.platform === 'linux') {
  const PR_SET_PDEATHSIG = 1;
  const SIGKILL = 9;
  open({ library: 'libc', path: 'libc.so.6' });
  load({
    library: 'libc',
    funcName: 'prctl',
    retType: DataType.I32,
    paramsType: [DataType.I32, DataType.I32],
    paramsValue: [PR_SET_PDEATHSIG, SIGKILL],
  });
}
if (process.ppid !== parent) die();
setInterval(() => {
  if (process.ppid !== parent) die();
}, 250);

open({ library: 'chdb', path: library });
load({
  library: 'chdb',
  funcName: 'query_stable_v2',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
  // Another thread: the timers and signal handlers above must go on.
  runInNewThread: true,
}).then(die, (error) => {
  process.stderr.write(`${String(error)}\n`);
  die();
});
