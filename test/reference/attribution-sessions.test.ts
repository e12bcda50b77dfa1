import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { importFile } from '@touchtrail/cli';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, expected, hasReference } from './folder.ts';
import { testSite } from './oracle/log.ts';

interface Known {
  paths_to_conversion: { revenue: number; path: string; transformed_path: string }[];
}

/** The rules by which the case names the channel of a visit. */
function channelOf(medium: string, source: string, campaign: string): string {
  if (/^(cpc|ppc)$/i.test(medium)) return 'Paid_Search_Other';
  if (medium === 'organic') return 'Organic_Search';
  if (/video|youtube/i.test(`${campaign} ${source}`)) return 'Video';
  if (source === '(direct)') return 'Direct';
  if (medium === 'referral') return 'Referral';
  if (medium === 'email') return 'Email';
  return 'Unmatched_Channel';
}

function suite(): void {
  const site = testSite('snowplow-sessions-paths');
  let store: Store;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-sessions-'));
    store = await openStore({ dataDir });
    const lines = (await readFile(eventsOf(site.id), 'utf8')).trimEnd().split(/\r?\n/);
    let before = '';
    const named = lines.map((line, at) => {
      const [medium = '', source = '', campaign = ''] = line.split(',').slice(4, 7);
      // The checkout says nothing of where somebody came from: that is the page view of the same second.
      const channel = medium === '' ? before : channelOf(medium, source, campaign);
      before = channel;
      return `${line},${at === 0 ? 'marketing_channel' : channel}`;
    });
    const file = path.join(dataDir, 'events.csv');
    await writeFile(file, named.join('\n'));
    const summary = await importFile({ input: file, site: site.id, store, clock: Date.now });
    expect(summary).toMatchObject({ imported: 98, rejected: 0 });
  });
  afterAll(async () => {
    await store?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  test.each([
    ['none', 'path'],
    ['merge-repeats', 'transformed_path'],
  ] as const)('paths and their value, %s', async (transform, column) => {
    const known = await expected<Known>(site.id);
    const { result } = await runReport(
      'attribution',
      {
        by: 'props.marketing_channel',
        models: 'first,last,linear',
        lookback: '30d',
        inactivityLimit: '90d',
        transform,
        replicates: 0,
      },
      { reader: store.reader, site, clock: Date.now },
    );
    expect(result.conversions).toBe(known.paths_to_conversion.length);
    expect(result.value?.total).toBeCloseTo(
      known.paths_to_conversion.reduce((sum, { revenue }) => sum + revenue, 0),
      8,
    );
    const credits = new Map<string, { first: number; last: number; linear: number }>();
    for (const row of known.paths_to_conversion) {
      const steps = row[column].split(' > ');
      for (const [at, step] of steps.entries()) {
        const own = credits.get(step) ?? { first: 0, last: 0, linear: 0 };
        if (at === 0) own.first += row.revenue;
        if (at === steps.length - 1) own.last += row.revenue;
        own.linear += row.revenue / steps.length;
        credits.set(step, own);
      }
    }
    expect(credits.size).toBeGreaterThan(2);
    for (const { model, credits: ours } of result.models) {
      for (const { key, value } of ours) {
        const wanted = credits.get(key)?.[model as 'first' | 'last' | 'linear'] ?? 0;
        expect(value?.value, `${model}, ${key}`).toBeCloseTo(wanted, 8);
      }
      expect(ours.map(({ key }) => key)).toEqual(expect.arrayContaining([...credits.keys()]));
    }
  });
}

if (hasReference) describe('snowplow-sessions-paths', suite);
else {
  test('snowplow-sessions-paths has nothing to compare with', () => {
    console.warn('\n*** THE ATTRIBUTION OF SESSIONS WAS NOT COMPARED: no reference folder.\n');
    expect(process.env['TOUCHTRAIL_REFERENCE'], 'is no folder').toBeUndefined();
  });
}
