import type { FormsParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { formFields, formSummaries } from './estimate.ts';
import { formFieldsSql, formsSql } from './query.ts';
import type { FieldRow, FormRow } from './query.ts';

const definition = [
  'A filling is one form on one page view, from its first input. It was sent when it was sent at least once; left when it ended unsent, so that coming back to a hidden page and sending it is sending it; open while no end was told and its last sign is younger than the abandonment gap; unknown when it is older.',
  'Friction of a field: it failed the check of the browser, or was the last field before the form was left, of the fillings in which it was in focus; open fillings are left out. Time is all stays in the field of a filling together.',
  'Verdict: the odds ratio of friction against the other fields of the form has a 95 % interval above 1.2 and a false discovery rate (Benjamini-Hochberg) of at most 5 % over all fields; judged from 100 fillings with focus and 20 with friction on.',
  'Lost: the journey that the filling was part of was abandoned, of those that are closed; the difference is to the fillings of that form that were sent (Newcombe 1998). An association, not a cause: who leaves a form may have left anyway.',
  limitText,
  'Shares have 95 % Wilson score intervals; quantiles are type 7.',
].join(' ');

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
      'No form was begun in this range. The module forms of the browser SDK records them; forms inside data-touchpoint-ignore are not looked at.',
    );
  }
  if (fields.length > 0 && fields.every((field) => field.verdict === 'too_few')) {
    warnings.push(
      'No field has the 100 fillings with focus and 20 with friction that a verdict needs.',
    );
  }
  return envelope('forms', definition, parameters, context, prepared, startedAt, {
    abandonmentGapMs: prepared.abandonmentGapMs,
    forms: formSummaries(rows),
    fields: fields.slice(0, parameters.top),
    fieldCount: fields.length,
  });
}
