import { flowOther } from '@touchtrail/contract';
import type { Proportion } from '@touchtrail/contract';
import type { AnyReport } from '../table/to-table.ts';
import type { Figure } from '../table/figures.ts';

const share = (row: Record<string, string>, figure: string, of: Proportion): Figure => ({
  row,
  figure,
  kind: 'share',
  value: { value: of.rate, low: of.low, high: of.high, count: of.count, of: of.of, n: null },
});

/**
 * Shares that a report draws and that its table has no rows for: boxes of the step flow of `paths`
 * (`share` by `step` and `at`; what holds all the rest is left out, as it is something else on each side),
 * days of the return curve of `re-entry` (`returned` by `day`), and groups of `funnel` (`finished` by the field that
 * it is broken down by, likewise without the rest).
 */
export function drawnFigures(report: AnyReport): Figure[] {
  if (report.name === 'paths') {
    return report.result.flow.nodes
      .filter(({ key }) => key !== flowOther)
      .toSorted((a, b) => b.paths - a.paths)
      .map((node) => share({ step: String(node.step), at: node.key }, 'share', node.share));
  }
  if (report.name === 're-entry') {
    return report.result.curve.map(({ day, returned }) =>
      share({ day: String(day) }, 'returned', returned),
    );
  }
  if (report.name === 'funnel') {
    const { breakdown } = report.result;
    return (breakdown?.groups ?? [])
      .filter(({ value }) => value !== flowOther)
      .map((group) =>
        share({ [breakdown?.field ?? '']: group.value }, 'finished', group.conversion),
      );
  }
  return [];
}
