import type { AttributionFigure, AttributionResult } from '@touchtrail/contract';
import type { Table } from '../table/table.ts';
import { table } from '../table/tables.ts';
import type { Row } from '../table/tables.ts';

const figure = (prefix: string, given: AttributionFigure | null, suffix = ''): Row => ({
  [`${prefix}${suffix}`]: given?.value ?? null,
  [`${prefix}_low`]: given?.low ?? null,
  [`${prefix}_high`]: given?.high ?? null,
});
const figureKeys = (prefix: string, suffix = ''): string[] => [
  `${prefix}${suffix}`,
  `${prefix}_low`,
  `${prefix}_high`,
];

/** One row a model and channel, with every figure. */
export const creditTable = (result: AttributionResult): Table =>
  table(
    [
      'model',
      'key',
      ...figureKeys('conversions'),
      ...figureKeys('share', '_rate'),
      ...figureKeys('value'),
      'currency',
      ...figureKeys('removal_effect', '_rate'),
      'touches_zero',
      'standard_error',
      'rank',
      'rank_holds_rate',
      'cost',
      ...figureKeys('return_on_spend'),
      ...figureKeys('cost_per_conversion'),
    ],
    result.models.flatMap(({ model, credits }) =>
      credits.map((credit) => ({
        model,
        key: credit.key,
        ...figure('conversions', credit.conversions),
        ...figure('share', credit.share, '_rate'),
        ...figure('value', credit.value),
        currency: credit.value ? (result.value?.currency ?? null) : null,
        ...figure('removal_effect', credit.removalEffect, '_rate'),
        touches_zero: credit.touchesZero,
        standard_error: credit.standardError,
        rank: credit.rank,
        rank_holds_rate: credit.rankHolds,
        cost: credit.cost,
        ...figure('return_on_spend', credit.returnOnSpend),
        ...figure('cost_per_conversion', credit.costPerConversion),
      })),
    ),
  );

const percent = (share: number): string => (share * 100).toFixed(1);

const cell = (share: AttributionFigure | undefined): string => {
  if (!share) return '';
  const interval =
    share.low === null || share.high === null
      ? ''
      : ` (${percent(share.low)}–${percent(share.high)})`;
  return `${percent(share.value)}${interval}`;
};

/** Models side by side: the share of each channel in percent, with its interval. */
export function sideBySide(result: AttributionResult): Table {
  const models = result.models.filter(({ status }) => status === 'ok');
  const shares = models.map(
    ({ credits }) => new Map(credits.map(({ key, share }) => [key, share])),
  );
  const keys = models[0]?.credits.map(({ key }) => key) ?? [];
  const spreads = new Map(
    result.disagreement.spreads.map(({ key, lowest, highest }) => [
      key,
      highest.share - lowest.share,
    ]),
  );
  return {
    columns: [
      { key: 'key', label: 'Share, %' },
      ...models.map(({ model }) => ({ key: model, label: model })),
      { key: 'apart', label: 'Apart by' },
    ],
    rows: keys.map((key) => ({
      key,
      ...Object.fromEntries(models.map(({ model }, at) => [model, cell(shares[at]?.get(key))])),
      apart: percent(spreads.get(key) ?? 0),
    })),
  };
}
