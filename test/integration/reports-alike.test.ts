import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reportNames } from '@touchtrail/contract';
import type { ReportName } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { touchtrail } from '../command-line/run.ts';
import { plantedLog } from '../reference/planted/planted-log.ts';

// A number is the same wherever it is asked for.

let dataDir: string;
let service: Service;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-alike-')));
  service = await startService({ dataDir, port: 0 });
  await service.store.insertEvents(plantedLog(service.site.id, 3, 80));
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const month = { from: '2026-06-01T00:00:00Z', to: '2026-07-01T00:00:00Z' };
/** What a report needs besides what all take. A new report with required parameters joins here. */
const needed: Partial<Record<ReportName, Record<string, string>>> = {
  funnel: { steps: 'none.home,make.chat,thanks', breakdown: 'channel' },
  attribution: { replicates: '20', order: '1' },
  'drop-off': { incidents: 'channel' },
  'make-or-break': {
    explain: 'true',
    painPoints: 'false',
    evidence: 'make.chat',
    evidenceLimit: '5',
  },
  transitions: { eventually: 'true' },
  trends: { report: 'journeys', by: 'week', ...month },
  compare: { report: 'journeys', ...month, compareFrom: month.to },
};
const limits = { inactivityLimit: '30d', abandonmentGap: '8h', subject: 'person' };

/** How long it took and when it was asked is all that may differ. */
const timeless = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    key === 'computedAt' || key === 'elapsedMs' ? null : value,
  );

async function overHttp(
  name: ReportName,
  format: string,
  token = service.adminToken ?? '',
): Promise<string> {
  const address = new URL(`${service.url}/api/reports/${name}`);
  const asked = { site: service.site.id, ...limits, ...needed[name], format };
  address.search = new URLSearchParams(asked).toString();
  const answer = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await answer.text();
  expect({ name, status: answer.status, text: answer.ok ? '' : text }).toEqual({
    name,
    status: 200,
    text: '',
  });
  return text;
}

async function byCommand(name: ReportName, format: string): Promise<string> {
  const given = Object.entries({ ...limits, ...needed[name] }).flatMap(([key, value]) => [
    '--param',
    `${key}=${value}`,
  ]);
  const site = ['--site', service.site.id];
  const ran = await touchtrail(dataDir, 'report', name, ...site, ...given, `--${format}`);
  expect({ name, code: ran.code, err: ran.code === 0 ? '' : ran.err }).toEqual({
    name,
    code: 0,
    err: '',
  });
  return ran.out;
}

const formats = ['json', 'csv', 'md', 'ndjson'];
const isAll = process.env['TOUCHTRAIL_CASES'] === 'all';

test.each(reportNames)('%s says the same over HTTP and on the command line', async (name) => {
  // Each report in one of the forms, in turn; on demand in all of them.
  const own = formats[reportNames.indexOf(name) % formats.length] ?? 'json';
  for (const format of isAll ? formats : [own]) {
    const [there, here] = await Promise.all([overHttp(name, format), byCommand(name, format)]);
    if (format === 'json') expect(timeless(here)).toEqual(timeless(there));
    else expect(here, format).toBe(there);
    // No row is no line of NDJSON; all other forms say at least what they are of.
    if (format !== 'ndjson') expect(here.length).toBeGreaterThan(20);
  }
});

const subjects = async (token?: string): Promise<string[]> => {
  const { result } = JSON.parse(await overHttp('make-or-break', 'json', token)) as {
    result: { evidence: { journeys: { subject: string }[] } };
  };
  return result.evidence.journeys.map(({ subject }) => subject);
};

test('who may not see single people is told of journeys, not whose they are', async () => {
  const viewer = await service.store.tokens.create({ role: 'viewer' });
  const [known, veiled] = [await subjects(), await subjects(viewer)];
  expect(known).toHaveLength(5);
  for (const subject of known) expect(subject).toMatch(/^[du]3-/);
  expect(veiled).toHaveLength(5);
  for (const subject of veiled) expect(subject).not.toMatch(/[du]3-/);
});
