import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopMerges } from '../../faults/chaos/ledger.ts';
import { freePort, superviseService } from '../../faults/supervised-service.ts';
import type { SupervisedService } from '../../faults/supervised-service.ts';
import { jitsuNode, rudderNode, segmentNode } from './clients.ts';
import type { Call, Client } from './clients.ts';

let dataDir: string;
let service: SupervisedService;
beforeEach(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-segment-')));
  service = await superviseService({ dataDir, port: await freePort() });
  // A merge would hide what is stored twice.
  await stopMerges(dataDir);
});
afterEach(async () => {
  await service?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const categories = { Analytics: true };
const context = { consent: { categoryPreferences: categories } };
const each = 12;

const ledger = (client: Client): Call[] =>
  Array.from({ length: each }, (_, index) => ({
    kind: 'track',
    fields: { anonymousId: 'device', event: `${client.name} ${index}`, context },
  }));

test(
  'a collector that is killed and away for seconds: every client delivers, each message once',
  { timeout: 120_000 },
  async () => {
    const { url, writeKey } = service.ready();
    const clients = [
      segmentNode(url, writeKey, 2),
      rudderNode(url, writeKey, 2),
      jitsuNode(url, writeKey, categories),
    ];
    const sending = Promise.all(clients.map((client) => client.send(ledger(client))));
    await wait(100);
    // It is started again at once, but not left to get ready.
    for (let kill = 0; kill < 4; kill++) {
      service.killService();
      await wait(500);
    }
    await service.up();
    service.killBoth();
    await sending;
    // Ends with all that it has in ClickHouse.
    await service.up();
    await service.stop('SIGTERM');
    const store = await openStore({ dataDir });
    try {
      const rows = await store.reader.query<{ name: string; n: number }>({
        sql: `SELECT name, toUInt32(count()) AS n FROM events
            WHERE anonymous_id = 'device' GROUP BY name`,
      });
      expect(rows.map(({ name }) => name).toSorted()).toEqual(
        clients.flatMap((client) => ledger(client).map(({ fields }) => fields['event'])).toSorted(),
      );
      expect(rows.filter(({ n }) => n !== 1)).toEqual([]);
    } finally {
      await store.close();
    }
  },
);
