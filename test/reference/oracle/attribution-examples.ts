import type { PathCount } from '@touchtrail/analysis/attribution';
import type { AttributionResult } from '@touchtrail/contract';
import { expect } from 'vitest';

/** Figures by channel. */
export type Figures = Record<string, number>;

/** A small example with what other tools say of it. */
export interface Example {
  paths: PathCount[];
  first_last_linear: { channels: Record<string, Figures> };
  markov_order_1: { p_conversion: number; removal_effect: Figures; conversions: Figures };
  markov_order_2: { p_conversion: number; removal_effect: Figures; conversions: Figures };
  position_based_40_20_40: { conversions: Figures };
  counterfactual_leave_one_out: { conversions: Figures };
  simplified_shapley: { conversions: Figures };
  dp6: {
    markov_removal_effect: Figures;
    markov: Figures;
    position_based: Figures;
    last_non_direct: Figures;
  };
}

/** The same channels, each within `tolerance` of the known figure. */
export function expectClose(ours: Figures, known: Figures, tolerance: number, what: string): void {
  const wanted = Object.entries(known).filter(([channel, value]) => value !== 0 || channel in ours);
  expect(Object.keys(ours).toSorted(), what).toEqual(wanted.map(([channel]) => channel).toSorted());
  for (const [channel, value] of wanted) {
    const off = Math.abs((ours[channel] ?? Number.NaN) - value);
    expect(off, `${what}, ${channel}: ${ours[channel]} for ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(Math.abs(value), tolerance),
    );
  }
}

/** What a report or a command says of an example, against what other tools say of it. */
export function expectExample(
  result: AttributionResult,
  known: Example,
  order: 1 | 2,
  name: string,
): void {
  const of = (model: string): Figures =>
    Object.fromEntries(
      result.models
        .find((one) => one.model === model)
        ?.credits.map(({ key, conversions }) => [key, conversions.value]) ?? [],
    );
  const touches = (key: string): Figures =>
    Object.fromEntries(
      Object.entries(known.first_last_linear.channels).map(([channel, row]) => [
        channel,
        row[key] ?? Number.NaN,
      ]),
    );
  const wanted: Record<string, Figures> = {
    first: touches('first_touch_conversions'),
    last: touches('last_touch_conversions'),
    linear: touches('linear_touch_conversions'),
    'u-shaped': known.position_based_40_20_40.conversions,
    'last-non-direct': known.dp6.last_non_direct,
    'shapley-simplified': known.simplified_shapley.conversions,
    'leave-one-out': known.counterfactual_leave_one_out.conversions,
    markov: known[`markov_order_${order}`].conversions,
  };
  for (const [model, figures] of Object.entries(wanted)) {
    expectClose(of(model), figures, 1e-9, `${name}, order ${order}: ${model}`);
  }
}
