import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { freePort, paused, superviseService } from './supervised-service.ts';
import type { SuperviseOptions, SupervisedService } from './supervised-service.ts';

/** A service in a directory of its own, until the test is over, whose engine can be made to hang. */
export interface PausableService {
  dataDir: string;
  service: SupervisedService;
  /** The engine hangs from now on: it is there, and answers nothing. */
  pause(): Promise<void>;
  /** Lets it go on, when it hangs. */
  resume(): void;
}

/** @param whenOver of a test that runs beside others, which alone knows when it is over. */
export async function pausableService(
  options: Pick<SuperviseOptions, 'preload' | 'env'> = {},
  whenOver: (clean: () => Promise<void>) => void = onTestFinished,
): Promise<PausableService> {
  const dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-faults-')));
  let service: SupervisedService | undefined;
  let hanging: number | undefined;
  const resume = () => {
    if (hanging !== undefined) process.kill(hanging, 'SIGCONT');
    hanging = undefined;
  };
  whenOver(async () => {
    resume();
    await service?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const started = await superviseService({ ...options, dataDir, port: await freePort() });
  service = started;
  return {
    dataDir,
    service: started,
    async pause() {
      hanging = started.enginePid();
      if (hanging === undefined) throw new Error('there is no engine');
      await paused(hanging);
    },
    resume,
  };
}
