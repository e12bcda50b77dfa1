import { commonParametersSchema, journeysParametersSchema } from '@touchtrail/contract';
import { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';
import { withSavedSegments } from '../segments/saved.ts';
import { eventExport } from './events.ts';
import { journeyExport } from './journeys.ts';
import type { ExportSource, Resumed } from './source.ts';

/** What can be exported. */
export const exportNames = ['events', 'journeys'] as const;
export type ExportName = (typeof exportNames)[number];

/** A full scan of a large table takes longer than a report may. */
const patience = 6 * 3_600_000;

/**
 * What an export of a site reads, in parts that each fit into memory.
 *
 * @param name `events` or `journeys`
 * @param parameters those that reports take: `from`, `to`, `segment`; journeys also `goal`, `subject`
 *   and the limits of silence
 * @param options `resumed`: what an interrupted run had frozen, so that both halves read the same;
 *   `partRows`: rows a part, default a million events or the journeys of 20 million touches
 * @throws ReportError `invalid_parameters`
 * @throws StoreError what the reader refuses
 * @example
 * const source = await openExport('journeys', { goal: 'order.placed' }, { reader, site, clock: Date.now });
 * for await (const { sql, params } of source.slices('table')) await write(sql, params);
 */
export async function openExport(
  name: ExportName,
  parameters: Readonly<Record<string, unknown>>,
  context: ReportContext,
  { resumed, partRows }: { resumed?: Resumed | undefined; partRows?: number } = {},
): Promise<ExportSource> {
  const given = { ...parameters, site: context.site.id };
  const patient: ReportContext = {
    ...context,
    reader: {
      ...context.reader,
      query: (query) => context.reader.query({ timeoutMs: patience, ...query }),
    },
  };
  const reading = { reader: patient.reader, site: context.site.id, clock: context.clock };
  if (name === 'journeys') {
    const parsed = journeysParametersSchema.strict().safeParse(given);
    if (!parsed.success) throw invalid(name, parsed.error.issues);
    const full = await withSavedSegments(checked(name, parsed.data), reading);
    return journeyExport(full, patient, resumed, partRows);
  }
  const parsed = commonParametersSchema
    .pick({ site: true, from: true, to: true, segment: true })
    .strict()
    .safeParse(given);
  if (!parsed.success) throw invalid(name, parsed.error.issues);
  return eventExport(
    await withSavedSegments(commonParametersSchema.parse(checked(name, parsed.data)), reading),
    patient,
    resumed,
    partRows,
  );
}

function invalid(
  name: ExportName,
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): ReportError {
  const problems = issues.map(({ path, message }) => ({
    parameter: path.join('.') || name,
    message,
  }));
  const text = problems.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  return new ReportError(
    'invalid_parameters',
    `The ${name} cannot be exported: ${text}.`,
    'Correct the parameters named and ask again.',
    problems,
  );
}

function checked<Range extends { from?: number | undefined; to?: number | undefined }>(
  name: ExportName,
  range: Range,
): Range {
  const { from, to } = range;
  if (from === undefined || to === undefined || to > from) return range;
  throw invalid(name, [{ path: ['to'], message: 'must be after from (it is exclusive)' }]);
}
