import type { ComparedFigure } from '@touchtrail/contract';
import { formatCount, formatPoints, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { words } from '../../words/words.ts';

const say = words({
  '{n} points': '{n} Punkte',
  '{change} (95 %: {low} to {high})': '{change} (95 %: {low} bis {high})',
  'no clear change (95 %: {low} to {high})': 'keine klare Änderung (95 %: {low} bis {high})',
  'no change told': 'keine Änderung bekannt',
  '{more} more than {before}': '{more} mehr als {before}',
  '{less} less than {before}': '{less} weniger als {before}',
  'as many as before': 'so viele wie vorher',
  '{change} against {before}, too few for an interval':
    '{change} gegenüber {before}, zu wenige für ein Intervall',
});

export interface ChangeText {
  text: string;
  /** `none`: no change that is clear. */
  way: 'up' | 'down' | 'none';
}

const none = (text: string): ChangeText => ({ text, way: 'none' });

function countText(value: number, before: number): ChangeText {
  if (value === 0) return none(say('as many as before'));
  const figures = { before: formatCount(before) };
  return value > 0
    ? {
        text: say('{more} more than {before}', { more: formatCount(value), ...figures }),
        way: 'up',
      }
    : {
        text: say('{less} less than {before}', { less: formatCount(-value), ...figures }),
        way: 'down',
      };
}

const pointsOf = (difference: number): string => formatPoints(difference);
const timeOf = (difference: number): string =>
  `${difference < 0 ? '\u2212' : '+'}${formatDuration(Math.abs(difference))}`;

/** A change in words: with its interval where the figure has one, else both counts. */
export function changeText({ kind, difference, b }: ComparedFigure): ChangeText {
  if (!difference || b?.value == null) return none(say('no change told'));
  const { value, low, high } = difference;
  if (kind === 'number') return countText(value, b.value);
  const isShare = kind === 'share';
  const write = isShare ? pointsOf : timeOf;
  const change = isShare ? say('{n} points', { n: write(value) }) : write(value);
  if (low === null || high === null) {
    const before = isShare ? formatRate(b.value) : formatDuration(b.value);
    return none(say('{change} against {before}, too few for an interval', { change, before }));
  }
  const bounds = { low: write(low), high: write(high) };
  if (low <= 0 && high >= 0) return none(say('no clear change (95 %: {low} to {high})', bounds));
  return {
    text: say('{change} (95 %: {low} to {high})', { change, ...bounds }),
    way: value > 0 ? 'up' : 'down',
  };
}
