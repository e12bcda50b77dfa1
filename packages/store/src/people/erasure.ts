import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../errors.ts';
import type { Identity } from '../identity/open-identity.ts';
import type { Database } from './database.ts';
import { peopleTables } from './duties.ts';
import { countRows, eraseRows } from './erase-rows.ts';
import type { Hidden } from './hidden.ts';
import { proofScan } from './proof-scan.ts';
import { waitUntilPurged } from './purge.ts';
import type { Requests } from './requests.ts';
import { resolvePerson } from './resolve-person.ts';
import type { SuppressionList } from './suppressions.ts';
import { erasureSteps } from './types.ts';
import type { AuditLog, ErasureReceipt, ErasureStep, OnErasure, PrivacyRequest } from './types.ts';

export interface ErasureDeps {
  database: Database;
  hidden: Hidden;
  suppressions: SuppressionList;
  requests: Requests;
  audit: AuditLog;
  clock: () => number;
  identity: Pick<Identity, 'settle' | 'stands' | 'again'>;
  /** Resolves when every row accepted before the request is in ClickHouse; false when it cannot be had. */
  drained: (before: number) => Promise<boolean>;
  /** Takes the person's lines out of local files of refused rows; answers how many. */
  cleanFiles: (site: string, ids: readonly string[]) => Promise<number>;
  /** Until other processes have heard of a suppression. Default 1.5 s. */
  settleMs?: number;
  /** How long to wait for files to leave the disk. Default 10 min. */
  purgeMs?: number;
}

const heartbeatMs = 4_000;

const after = (step: string, than: ErasureStep): boolean =>
  erasureSteps.indexOf(step as ErasureStep) > erasureSteps.indexOf(than);

const emptyReceipt: ErasureReceipt = {
  subjects: 0,
  counts: {},
  fileLines: 0,
  sharedDevices: 0,
  partsLeft: 0,
  elapsedMs: 0,
};

/**
 * Deletes for one request, step by step. What a step found out is stored before the next begins, and
 * every step bears being run again: after a kill the same call goes on.
 *
 * @throws StoreError `spool_not_drained` when rows from before the request wait and nothing takes them
 */
export async function runErasure(
  deps: ErasureDeps,
  requestId: string,
  onProgress: OnErasure = () => undefined,
): Promise<PrivacyRequest> {
  const { database, hidden, suppressions, requests, clock } = deps;
  let request = await requests.find(requestId);
  if (request.kind !== 'erase' || request.state === 'done') return request;
  const { site } = request;
  const receipt: ErasureReceipt = { ...emptyReceipt, ...request.receipt };

  // One write at a time: a late heartbeat must not undo a later step.
  let writing: Promise<unknown> = Promise.resolve();
  const save = (change: Partial<PrivacyRequest>): Promise<void> => {
    const earlier = writing;
    const next = (async () => {
      await earlier;
      receipt.elapsedMs = clock() - request.requestedAt;
      request = await requests.save({ ...request, ...change, receipt: { ...receipt } });
    })();
    writing = next.catch(() => undefined);
    return next;
  };
  const enter = async (step: ErasureStep): Promise<void> => {
    await save({ step, state: 'running', error: '' });
    onProgress(step, 0);
  };
  const heartbeat = setInterval(() => void save({}).catch(() => undefined), heartbeatMs);
  heartbeat.unref();

  try {
    let subjects = await hidden.subjectsOf(requestId);
    if (subjects.length === 0 && request.step !== 'clearing') {
      await save({ state: 'failed', error: 'It stopped before the ids were kept. Ask again.' });
      return request;
    }
    const ids = () => subjects.map(({ id }) => id);
    if (request.step !== 'clearing') {
      await suppressions.set(site, ids(), 'erased', requestId);
      if (!after(request.step, 'waiting')) {
        await enter('waiting');
        await sleep(deps.settleMs ?? 1_500);
        if (!(await deps.drained(clock()))) {
          throw new StoreError(
            'spool_not_drained',
            'Rows from before the request still wait in the spool.',
            'Start the service, or bring ClickHouse back; then the request goes on by itself.',
          );
        }
        await deps.identity.settle(site);
        // What was still on its way may have told of another device.
        const person = receipt.deviceOnly
          ? { subjects, sharedDevices: [] }
          : await resolvePerson(database, site, subjects[0]?.id ?? '', true);
        const known = new Set(ids());
        const more = person.subjects.filter(({ id }) => !known.has(id));
        if (more.length > 0) {
          await hidden.add(site, more, 'erased', requestId);
          subjects = [...subjects, ...more];
          await suppressions.set(site, ids(), 'erased', requestId);
        }
        receipt.subjects = subjects.length;
        receipt.sharedDevices = person.sharedDevices.length;
        receipt.counts = await countRows(database, { site, request: requestId });
        await enter('counted');
      }
      if (!after(request.step, 'deleting')) {
        await enter('deleting');
        await eraseRows(database, { site, request: requestId }, deps.identity.again, (share) =>
          onProgress('deleting', share),
        );
      }
      if (!after(request.step, 'files')) {
        await enter('files');
        receipt.fileLines += await deps.cleanFiles(site, ids());
      }
      await enter('purging');
      receipt.partsLeft = await waitUntilPurged(
        database,
        peopleTables.map(({ table }) => table),
        {
          patienceMs: deps.purgeMs ?? 600_000,
          onProgress: (share) => onProgress('purging', share),
        },
      );
      await enter('proving');
      const proof = await proofScan(database, ids(), {
        except: ['hidden_subjects'],
        onProgress: (share) => onProgress('proving', share),
      });
      receipt.proof = { ...proof, at: clock() };
      await enter('clearing');
    }
    // Restrictions of the same person end with them.
    for (const { id } of subjects) {
      for (const other of await hidden.requestsOf(site, id, 'restricted'))
        await hidden.remove(other);
    }
    await hidden.remove(requestId);
    receipt.partsLeft += await waitUntilPurged(database, ['hidden_subjects'], {
      patienceMs: deps.purgeMs ?? 600_000,
      onProgress: (share) => onProgress('clearing', share),
    });
    await save({ state: 'done' });
    await deps.audit.add({
      action: 'person.erased',
      actor: request.actor,
      site,
      requestId,
      detail: {
        rows: Object.values(receipt.counts).reduce((sum, count) => sum + count, 0),
        mentions: receipt.proof?.found.length ?? 0,
      },
    });
    return request;
  } catch (error) {
    await save({ error: error instanceof Error ? error.message : String(error) }).catch(
      () => undefined,
    );
    throw error;
  } finally {
    clearInterval(heartbeat);
    await writing;
  }
}
