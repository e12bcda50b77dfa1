import type { FormsParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { formFields, formSummaries } from './estimate.ts';
import { formFieldsSql, formsSql } from './query.ts';
import type { FieldRow, FormRow } from './query.ts';
import { definition, say } from './words.ts';

/** Where forms are left, field by field. See {@link definition}. */
export async function forms(
  parameters: FormsParameters,
  context: ReportContext,
): Promise<ReportTypes['forms']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: true });
  const { query, scope, warnings, population } = prepared;
  const rows = await query<FormRow>(formsSql(scope));
  const told = await query<FieldRow>(formFieldsSql(scope));
  const fields = formFields(told, rows);
  if (population.people > 0 && rows.length === 0) {
    warnings.push(
      say(
        'No form was begun in this range. The module forms of the browser SDK records them; forms inside data-touchpoint-ignore are not looked at.',
      ),
    );
  }
  if (fields.length > 0 && fields.every((field) => field.verdict === 'too_few')) {
    warnings.push(
      say('No field has the 100 fillings with focus and 20 with friction that a verdict needs.'),
    );
  }
  return envelope('forms', definition, parameters, context, prepared, startedAt, {
    abandonmentGapMs: prepared.abandonmentGapMs,
    forms: formSummaries(rows),
    fields: fields.slice(0, parameters.top),
    fieldCount: fields.length,
  });
}
