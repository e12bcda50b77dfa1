import {
  commonParametersSchema,
  dropOffParametersSchema,
  feedbackParametersSchema,
  formsParametersSchema,
} from '@touchtrail/contract';
import type {
  CommonParameters,
  FormField,
  MakeOrBreakParameters,
  PainPoint,
} from '@touchtrail/contract';
import { dropOff } from '../drop-off/index.ts';
import { feedback } from '../feedback/index.ts';
import { forms } from '../forms/index.ts';
import type { Prepared } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';

/** A mean rating up to this, on 1 to 10, is bad; it takes this many. */
const badMean = 5;
const minRatings = 30;
/** Rows of the other reports that are looked at. */
const most = 1_000;

/** What hurts, by touchpoint, and the mean rating of all of them. */
export interface PainPoints {
  of: ReadonlyMap<string, PainPoint>;
  meanRating: number | null;
}

// Parsed once more a saved segment would lose what it said.
const commonOf = (parameters: MakeOrBreakParameters): CommonParameters =>
  Object.fromEntries(
    Object.keys(commonParametersSchema.shape).map((key) => [
      key,
      parameters[key as keyof CommonParameters],
    ]),
  ) as unknown as CommonParameters;

// A field is part of a form, and a form stands on the page that it was begun on.
async function placesOf(
  found: readonly FormField[],
  { query, scope }: Prepared,
): Promise<Map<string, string[]>> {
  const places = new Map<string, string[]>();
  if (found.length === 0) return places;
  const rows = await query<{ form: string; place: string }>(
    `SELECT DISTINCT form, place
     FROM (
       SELECT JSONExtractString(props, 'form') AS form, assumeNotNull(parent_id) AS page FROM events
       WHERE site_id = {site:String} AND type = 'interaction' AND startsWith(name, 'form.')
         AND parent_id IS NOT NULL AND form IN {forms:Array(String)}
     ) AS told
     INNER JOIN (
       SELECT event_id AS page, ${scope.touchKey} AS place FROM events WHERE ${scope.where}
     ) AS seen ON told.page = seen.page`,
    { forms: [...new Set(found.map(({ form }) => form))] },
  );
  for (const { form, place } of rows) places.set(form, [...(places.get(form) ?? []), place]);
  return places;
}

/**
 * Pain points: touchpoints that are rated badly, that journeys break off at, or whose forms have a field
 * with friction, as the reports of these say it. They may cost no conversion at all.
 */
export async function painPoints(
  parameters: MakeOrBreakParameters,
  context: ReportContext,
  prepared: Prepared,
): Promise<PainPoints> {
  const common = commonOf(parameters);
  const { site } = common;
  const [rated, left, filled] = [
    await feedback({ ...feedbackParametersSchema.parse({ site, top: most }), ...common }, context),
    await dropOff({ ...dropOffParametersSchema.parse({ site, top: most }), ...common }, context),
    await forms({ ...formsParametersSchema.parse({ site, top: most }), ...common }, context),
  ];
  const of = new Map<string, PainPoint>();
  const at = (touchpoint: string): PainPoint => {
    const known = of.get(touchpoint) ?? { rating: null, dropOff: null, fields: [] };
    of.set(touchpoint, known);
    return known;
  };
  const all = rated.result.overall.mean.value;
  for (const { touchpoint, mean } of rated.result.rows) {
    const isBad = mean.value !== null && mean.value <= badMean && mean.n >= minRatings;
    if (isBad && all !== null && mean.high !== null && mean.high < all)
      at(touchpoint).rating = mean;
  }
  for (const { touchpoint, verdict, adjustedOddsRatio, oddsRatio } of left.result.rows) {
    const odds = adjustedOddsRatio ?? oddsRatio;
    if (verdict === 'drop_off' && odds) at(touchpoint).dropOff = odds;
  }
  const rough = filled.result.fields.filter(({ verdict }) => verdict === 'friction');
  const places = await placesOf(rough, prepared);
  for (const { form, field, friction } of rough) {
    for (const place of places.get(form) ?? []) at(place).fields.push({ form, field, friction });
  }
  return { of, meanRating: all };
}
