/**
 * Loaded into the service before it starts: a disk that another program fills up.
 *
 * FAULT_DISK  file; while it says `full`, a write stores half of its bytes and fails with ENOSPC; while
 *             it says `low`, the disk says that nothing is free; while it says `broken`, no sync works
 */
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const state = () => {
  try {
    return readFileSync(process.env.FAULT_DISK ?? '', 'utf8').trim();
  } catch {
    return '';
  }
};
const failure = (code) => Object.assign(new Error(`${code}: made by a test`), { code });

const { statfs } = fs;
fs.statfs = async (...args) => {
  const found = await statfs(...args);
  return state() === 'low' ? Object.assign(found, { bavail: 0 }) : found;
};

const probe = await fs.open(process.execPath);
const handle = Object.getPrototypeOf(probe);
await probe.close();
const { write, datasync, sync } = handle;
handle.write = async function (bytes, ...rest) {
  if (state() !== 'full') return write.call(this, bytes, ...rest);
  await write.call(this, bytes.subarray(0, bytes.length >> 1), ...rest);
  throw failure('ENOSPC');
};
handle.datasync = function (...args) {
  return state() === 'broken' ? Promise.reject(failure('EIO')) : datasync.apply(this, args);
};
handle.sync = function (...args) {
  return state() === 'broken' ? Promise.reject(failure('EIO')) : sync.apply(this, args);
};
syncBuiltinESMExports();
