import type { Bounded, Proportion } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { Cases } from '../case-store.ts';
import { expected } from '../folder.ts';

const percent = (value: number | null | undefined) =>
  value == null ? '–' : `${(100 * value).toFixed(1)} %`;
const told = ({ low, high, ...rest }: Bounded | Proportion) =>
  `${percent('rate' in rest ? rest.rate : rest.value)} (${percent(low)} to ${percent(high)})`;
const day = 86_400_000;

const overlap = ([from, to]: [string, string], [since, until]: [string, string]) => {
  const both =
    Math.min(Date.parse(to), Date.parse(until)) - Math.max(Date.parse(from), Date.parse(since));
  const either =
    Math.max(Date.parse(to), Date.parse(until)) - Math.min(Date.parse(from), Date.parse(since));
  return (both + day) / (either + day);
};

interface Funnel {
  order: string;
  window_seconds: number;
  steps: string[];
  exclude?: string[];
  persons?: number[];
  persons_with_at_least_n_steps?: number[];
  average_seconds_from_previous?: (number | null)[];
  median_seconds_from_previous?: (number | null)[];
}

/** Losses and times as other tools tell them. */
export function lossCases({ load, report, command }: Cases): void {
  test('funnel-semantics: ordered, strict and unordered, exclusions and times', async () => {
    const known = await expected<{ cases: Record<string, Funnel | Funnel[]> }>('funnel-semantics');
    await load('funnel-semantics');
    const compared: string[] = [];
    for (const [name, value] of Object.entries(known.cases)) {
      for (const funnel of [value].flat()) {
        if (funnel.steps === undefined) continue;
        const { result } = await report('funnel', 'funnel-semantics', {
          steps: funnel.steps.join(','),
          window: `${funnel.window_seconds}s`,
          mode: funnel.order,
          exclude: (funnel.exclude ?? []).join(','),
          segment: JSON.stringify([{ field: 'props.case', value: name }]),
        });
        expect(
          result.steps.map((step) => step.reached),
          name,
        ).toEqual(funnel.persons ?? funnel.persons_with_at_least_n_steps);
        const seconds = (pick: 'p50' | 'mean') =>
          result.steps.map(({ timeFromPrevious: time }) =>
            time?.[pick] == null ? null : time[pick] / 1_000,
          );
        if (funnel.average_seconds_from_previous)
          expect(seconds('mean'), name).toEqual(funnel.average_seconds_from_previous);
        if (funnel.median_seconds_from_previous)
          expect(seconds('p50'), name).toEqual(funnel.median_seconds_from_previous);
        compared.push(`${name} ${funnel.order}`);
      }
    }
    // What is left of the file is odds of converting, not a funnel.
    expect(Object.keys(known.cases).filter((name) => !compared.join(' ').includes(name))).toEqual([
      'crude_odds',
    ]);
  });

  interface Survival {
    counts: { payment: number; collection: number; open_censored: number };
    times_days: number[];
    cif_payment: number[];
    cif_collection: number[];
    one_minus_kaplan_meier_payment_which_is_wrong_here: number[];
  }

  test('process-traffic-fines: payment while collection competes', async () => {
    const known = (await expected<{ survival: Survival }>('process-traffic-fines')).survival;
    await load('process-traffic-fines');
    const { result } = await report('time-to-convert', 'process-traffic-fines', {
      goal: 'Payment',
      since: 'Create Fine',
      ends: 'Send for Credit Collection',
      days: known.times_days.join(','),
      inactivityLimit: '3650d',
    });
    expect(result).toMatchObject({
      method: 'aalen-johansen',
      journeys: 10_000,
      converted: known.counts.payment,
      ended: known.counts.collection,
      abandoned: 0,
      open: known.counts.open_censored,
    });
    for (const [i, share] of result.at.entries()) {
      // The answers have four digits.
      expect(
        Math.abs((share.converted.value ?? -1) - (known.cif_payment[i] ?? 0)),
      ).toBeLessThanOrEqual(5e-5);
      expect(
        Math.abs((share.ended.value ?? -1) - (known.cif_collection[i] ?? 0)),
      ).toBeLessThanOrEqual(5e-5);
    }
    const wrong = known.one_minus_kaplan_meier_payment_which_is_wrong_here.at(-1) ?? 0;
    expect(wrong - (result.at.at(-1)?.converted.value ?? 0)).toBeGreaterThan(0.005);
  });

  test('ecom-stories: the payment incident and the mobile checkout are found, and nothing else', async () => {
    const known = await expected<{
      planted_stories: { id: string; window?: [string, string]; segment?: { platform: string } }[];
    }>('ecom-stories');
    await load('ecom-stories');
    const asked = { goal: 'purchase', incidents: 'channel,props.platform' };
    const { result } = await report('drop-off', 'ecom-stories', asked);
    const incidents = result.incidents ?? [];
    const planted = (id: string) => {
      const story = known.planted_stories.find((entry) => entry.id === id);
      if (!story?.window) throw new Error(`no story ${id}`);
      return { ...story, window: story.window };
    };
    const payment = planted('payment_incident');
    const checkout = planted('checkout_bug');
    expect(incidents.map(({ touchpoint, segment }) => ({ touchpoint, segment }))).toEqual([
      { touchpoint: 'payment_details', segment: null },
      {
        touchpoint: 'shipping_details',
        segment: { field: 'props.platform', value: checkout.segment?.platform },
      },
    ]);
    for (const [index, story] of [payment, checkout].entries()) {
      const found = incidents[index];
      if (!found) throw new Error('not found');
      expect(overlap([found.from, found.to], story.window)).toBeGreaterThan(0.75);
      expect(found.q).toBeLessThanOrEqual(0.05);
      expect(found.difference.low).toBeGreaterThan(0.2);
      console.info(
        `${story.id} (${story.window.join(' to ')}): ${found.touchpoint} ${found.segment ? JSON.stringify(found.segment) : ''} ${found.from} to ${found.to}, lost ${told(found.inside)}, otherwise ${told(found.outside)}, q ${found.q.toPrecision(2)}`,
      );
    }
    // The same as a table.
    const table = await command(
      ...(['report', 'drop-off', '--site', 'ecom-stories', '--csv'] as const),
      '--param',
      `incidents=${asked.incidents}`,
      '--param',
      'goal=purchase',
    );
    expect(table.out.split('\n')[1]).toContain('payment_details');
  });
}
