/**
 * The thread that lays rows out by column, so that no request waits for it.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { nativeBlock } from '../row-format/native-block.ts';
import type { BinaryRows } from '../row-format/native-block.ts';

parentPort?.on('message', (rows: BinaryRows) => {
  try {
    const bytes = nativeBlock(rows);
    parentPort?.postMessage({ bytes }, [bytes.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }, []);
  }
});
