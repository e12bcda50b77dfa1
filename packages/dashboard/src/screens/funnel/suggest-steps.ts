import type { TouchpointSummary } from '@touchtrail/contract';

/**
 * A first funnel to edit: the most visited touchpoints of the busiest channel, and what converts.
 * It is a proposal, not a finding: the order is by reach.
 */
export function suggestSteps(touchpoints: readonly TouchpointSummary[]): string[] {
  const byPeople = touchpoints.toSorted((a, b) => b.people - a.people || (a.key < b.key ? -1 : 1));
  const goal = touchpoints
    .filter(({ conversions }) => conversions > 0)
    .toSorted((a, b) => b.conversions - a.conversions)[0];
  const places = byPeople.filter(({ key }) => key !== goal?.key);
  const channel = places[0]?.channel;
  const sameChannel = places.filter((place) => place.channel === channel);
  const steps = (sameChannel.length >= 2 ? sameChannel : places).slice(0, 4).map(({ key }) => key);
  return goal ? [...steps, goal.key] : steps;
}
