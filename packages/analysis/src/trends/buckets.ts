import { maxBuckets } from '@touchtrail/contract';
import type { TrendsParameters } from '@touchtrail/contract';
import type { Prepared } from '../base/prepare.ts';
import { cannotCompute } from '../base/refusals.ts';
import { say } from './words.ts';

/** A day or week in a time zone; epoch ms, `to` exclusive. */
export interface Bucket {
  start: string;
  from: number;
  to: number;
}

const dayMs = 86_400_000;

const dayOf = (at: string) => `toDate(fromUnixTimestamp64Milli({${at}:Int64}), {timezone:String})`;
const instantOf = (date: string) =>
  `toInt64(toUnixTimestamp(toDateTime(${date}, {timezone:String}))) * 1000`;

// The engine knows where days begin, also those of 23 and 25 hours and those without a midnight.
const bucketsSql = (by: TrendsParameters['by']): string => {
  const begin = by === 'week' ? 'toMonday' : '';
  const length = by === 'week' ? 7 : 1;
  return `
  WITH ${begin}(${dayOf('dataFrom')}) AS begin
  SELECT toString(date) AS start, ${instantOf('date')} AS "from", ${instantOf(`date + ${length}`)} AS "to"
  FROM (
    SELECT begin + ${length} * arrayJoin(range(0, toUInt32(intDiv(${dayOf('dataUntil')} - begin, ${length}) + 1))) AS date
  )
  ORDER BY date`;
};

/**
 * The days or weeks from the first to the last touch.
 *
 * @throws ReportError when they are more than {@link maxBuckets}
 */
export async function bucketsOf(
  by: TrendsParameters['by'],
  timezone: string,
  { dataFrom, dataUntil, query }: Prepared,
): Promise<Bucket[]> {
  if (dataFrom === null || dataUntil === null) return [];
  const many = Math.ceil((dataUntil - dataFrom) / (by === 'week' ? 7 * dayMs : dayMs));
  if (many > maxBuckets) {
    const counts = { many, most: maxBuckets };
    throw cannotCompute(
      'trends',
      [
        {
          parameter: 'by',
          message:
            by === 'day'
              ? say('the range has {many} days, and {most} are the most', counts)
              : say('the range has {many} weeks, and {most} are the most', counts),
        },
      ],
      by === 'day'
        ? say('Take {week}, or a shorter range ({from}).', { week: 'by=week', from: 'from' })
        : say('Take a shorter range ({from}).', { from: 'from' }),
    );
  }
  return query<Bucket>(bucketsSql(by), { timezone });
}
