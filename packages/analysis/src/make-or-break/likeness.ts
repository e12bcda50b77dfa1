import { noValue, otherValues } from '@touchtrail/contract';
import type { Adjustment } from '@touchtrail/contract';
import { fieldSql } from '../base/fields.ts';
import type { Params, Scope } from '../base/scope.ts';
import type { Column } from '../base/sequences.ts';
import { valuesSql } from './query.ts';
import type { Likeness } from './query.ts';

/** Campaigns that are told apart; the rest is one more. */
const mostCampaigns = 5;

interface Trait {
  column?: Column;
  /** Per touch of a person, in the order of time. */
  array: string;
  /** Of the array `of` of one journey. */
  text: (of: string) => string;
}

const named = (of: string): string => `if(${of}[1] = '', '${noValue}', ${of}[1])`;

const traits: Readonly<Record<Exclude<Adjustment, 'entry_channel'>, Trait>> = {
  device: { column: 'o', array: 'o', text: named },
  campaign: {
    column: 'w',
    array: 'w',
    text: (of) =>
      `if((${named(of)} AS campaign) IN {adjustCampaigns:Array(String)}, campaign, '${otherValues}')`,
  },
  // Visits before the one that the journey begins in.
  prior_visits: {
    array: 'arrayCumSum(arrayMap(gap -> gap > {visitGap:Int64}, arrayDifference(t)))',
    text: (of) => `multiIf(${of}[1] < 1, '0', ${of}[1] < 2, '1', ${of}[1] < 4, '2-3', '4+')`,
  },
  // Goals before each touch.
  prior_conversions: {
    array: 'arrayCumSum(arrayMap(x -> toUInt8(x), arrayPopBack(arrayPushFront(g, 0))))',
    text: (of) => `multiIf(${of}[1] < 1, '0', ${of}[1] < 2, '1', '2+')`,
  },
};

/** What is read to compare journeys by what is chosen. */
export async function likenessOf(
  adjust: readonly Adjustment[],
  scope: Scope,
  query: <Row>(sql: string, params: Params) => Promise<Row[]>,
): Promise<Likeness> {
  const chosen = adjust.flatMap((name) => (name === 'entry_channel' ? [] : [traits[name]]));
  const params: Params = {};
  if (adjust.includes('campaign')) {
    const split = fieldSql('campaign_name', 'adjustBy').sql;
    const found = await query<{ value: string }>(valuesSql({ ...scope, split }, noValue), {
      mostValues: mostCampaigns,
    });
    params['adjustCampaigns'] = found.map(({ value }) => value);
  }
  return {
    byEntry: adjust.includes('entry_channel'),
    traits: chosen.map(({ text }, at) => text(`jtrait${at}`)),
    columns: chosen.flatMap(({ column }) => column ?? []),
    joined: chosen
      .map(({ array }, at) => `arraySplit((x, y) -> y, ${array}, cut) AS jtrait${at},`)
      .join(' '),
    params,
  };
}
