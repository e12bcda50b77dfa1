import { readFile, writeFile } from 'node:fs/promises';
import type { RegistryInput } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { Cases } from '../case-store.ts';
import { eventsOf, expected } from '../folder.ts';

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

const channelRules: [string, RegistryInput['rules']][] = [
  ['Paid_Search_Other', [{ touchpoint: '', when: { medium: ['cpc', 'ppc'] } }]],
  ['Organic_Search', [{ touchpoint: '', when: { medium: 'organic' } }]],
  [
    'Video',
    [
      { touchpoint: '', when: { campaign: { matches: '(?i)video|youtube' } } },
      { touchpoint: '', when: { source: { matches: '(?i)video|youtube' } } },
    ],
  ],
  ['Direct', [{ touchpoint: '', when: { source: '(direct)' } }]],
  ['Referral', [{ touchpoint: '', when: { medium: 'referral' } }]],
  ['Email', [{ touchpoint: '', when: { medium: 'email' } }]],
  ['Unmatched_Channel', [{ touchpoint: '', when: { event: '**' } }]],
];

const site = 'snowplow-sessions-paths';

/** Sessions, their channels and the credit of these as other software tells them. */
export function sessionCases({ load, loadFile, report, command, file }: Cases): void {
  test('sessions by id', async () => {
    await load(site);
    const { result } = await report('variants', site, { unit: 'session' });
    // 97 ids, one of which two people carry: a path is of one person.
    expect(result.paths).toBe(97 + 1);
  });

  test('sessions and channels through registry rules', async () => {
    const known = await expected<{
      sessions: number;
      sessions_per_channel: Record<string, number>;
    }>(site);
    const mapped = 'snowplow-by-rules';
    expect(await loadFile(mapped, eventsOf(site))).toMatchObject({ imported: 98, rejected: 0 });
    const registry: RegistryInput = {
      touchpoints: channelRules.map(([key]) => ({ key })),
      rules: channelRules.flatMap(([touchpoint, rules]) =>
        (rules ?? []).map(({ when }) => ({
          touchpoint,
          // These events name a touchpoint themselves: page_view.
          when: { ...when, touchpoint: 'page_view' },
        })),
      ),
    };
    // What is written as JSON is YAML, too.
    await writeFile(file('channels.yaml'), JSON.stringify(registry));
    const applied = await command('touchpoints', 'apply', file('channels.yaml'), '--site', mapped);
    expect(applied.code, applied.err).toBe(0);
    const { result } = await report('paths', mapped, { unit: 'session' });
    const entries = result.transitions.filter(({ from }) => from === '(start)');
    // The source's sessions begin with a page view: one order came without any, and stays what it is.
    const begun = entries.filter(({ to }) => to !== 'checkout');
    expect(entries.length - begun.length).toBe(1);
    expect(begun.reduce((sum, { count }) => sum + count, 0)).toBe(known.sessions);
    expect(Object.fromEntries(begun.map(({ to, count }) => [to, count]))).toEqual(
      known.sessions_per_channel,
    );
  });

  test.each([
    ['none', 'path'],
    ['merge-repeats', 'transformed_path'],
  ] as const)('paths and their value, %s', async (transform, column) => {
    const known = await expected<Known>(site);
    const named = `snowplow-${transform}`;
    expect(await loadFile(named, await withChannels(file(`${named}.csv`)))).toMatchObject({
      imported: 98,
      rejected: 0,
    });
    const { result } = await report('attribution', named, {
      by: 'props.marketing_channel',
      models: 'first,last,linear',
      lookback: '30d',
      inactivityLimit: '90d',
      transform,
      replicates: 0,
    });
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

/** The events of the case with the channel of their visit as a column. */
async function withChannels(file: string): Promise<string> {
  const lines = (await readFile(eventsOf(site), 'utf8')).trimEnd().split(/\r?\n/);
  let before = '';
  const named = lines.map((line, at) => {
    const [medium = '', source = '', campaign = ''] = line.split(',').slice(4, 7);
    // The checkout says nothing of where somebody came from: that is the page view of the same second.
    const channel = medium === '' ? before : channelOf(medium, source, campaign);
    before = channel;
    return `${line},${at === 0 ? 'marketing_channel' : channel}`;
  });
  await writeFile(file, named.join('\n'));
  return file;
}
