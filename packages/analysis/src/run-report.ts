import { reportNames } from '@touchtrail/contract';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { parseParameters } from './parse-parameters.ts';
import { tidied } from './base/tidied.ts';
import { withSavedJourney } from './base/saved-journey.ts';
import { ReportError } from './report-error.ts';
import { reports } from './reports.ts';
import type { ReportContext } from './reports.ts';
import { withSavedSegments } from './segments/saved.ts';

const isReportName = (name: string): name is ReportName =>
  (reportNames as readonly string[]).includes(name);

/**
 * Computes a report of a site.
 *
 * @param name one of `reportNames`
 * @param parameters as they came: from a body, a query string or a command line. `site` may be left
 *   out, the report is always about `context.site`
 * @param context where the data is (`reader`), whose it is (`site`), what time it is (`clock`, epoch
 *   ms) and when to stop (`signal`)
 * @returns the report with parameters resolved, population, definition and warnings
 * @throws ReportError `unknown_report`, `invalid_parameters`
 * @throws StoreError what the reader refuses
 * @example
 * const report = await runReport('funnel', { steps: 'cart,checkout,purchase', window: '7d' }, {
 *   reader: store.reader, site, clock: Date.now,
 * });
 * report.result.conversion.rate;
 */
export async function runReport<Name extends ReportName>(
  name: Name,
  parameters: Readonly<Record<string, unknown>>,
  context: ReportContext,
): Promise<ReportTypes[Name]> {
  if (!isReportName(name)) {
    throw new ReportError(
      'unknown_report',
      `There is no report ${JSON.stringify(String(name)).slice(0, 100)}.`,
      `Take one of: ${reportNames.join(', ')}.`,
    );
  }
  const asked = await withSavedJourney(parameters, context);
  const parsed = await withSavedSegments(parseParameters(name, asked.parameters, context.site.id), {
    reader: context.reader,
    site: context.site.id,
    clock: context.clock,
  });
  const run = reports[name] as (
    parameters: unknown,
    context: ReportContext,
  ) => Promise<ReportTypes[Name]>;
  return tidied(asked.context, (own) => run(parsed, own));
}
