// Starts engine/child.js as src/engine/launch.ts does, prints its process id, and waits to be killed.
import { spawn } from 'node:child_process';

const [, , childFile, library, argv] = process.argv;
const child = spawn(
  process.execPath,
  [childFile, JSON.stringify({ library, argv: JSON.parse(argv), parent: process.pid })],
  { stdio: 'ignore' },
);
process.stdout.write(`${child.pid}\n`);
setInterval(() => {}, 1_000_000);
