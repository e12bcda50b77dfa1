import type { Bounded, ReportTypes } from '@touchtrail/contract';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { newcombe } from '../stats/newcombe.ts';
import { normalUpperTail } from '../stats/normal.ts';
import { z95 } from '../stats/wilson.ts';
import { monthDays, product, scaled, told, unknown } from './draft.ts';
import type { Draft, Looked } from './draft.ts';
import { fieldGroup } from './field-series.ts';
import { mention } from './mentions.ts';
import { say } from './say.ts';

/** What one report says, as findings. */
export interface Drafted {
  drafts: Draft[];
  looked: Looked;
}

const quiet = { segment: null, momentOfTruth: false, limits: null, since: null } as const;

/** Makes, breaks and moments of truth. */
export function fromEffects({ result }: ReportTypes['make-or-break']): Drafted {
  const judged = result.rows.filter(({ verdict }) => verdict !== 'insufficient');
  const drafts = judged.flatMap((row): Draft[] => {
    const { touchpoint, verdict, effect, perMonth, q, reach, momentOfTruth } = row;
    if ((verdict !== 'make' && verdict !== 'break') || !effect) return [];
    const gains = verdict === 'make';
    return [
      {
        ...quiet,
        group: `${gains ? 'gain' : 'loss'}/${touchpoint}`,
        kind: verdict,
        touchpoint,
        momentOfTruth,
        statement: momentOfTruth
          ? say(
              'Having met {touchpoint} is associated with {effect} of conversion: a moment of truth.',
              {
                touchpoint: mention('touchpoint', touchpoint),
                effect: told(effect, { unit: say(' points') }),
              },
            )
          : say('Having met {touchpoint} is associated with {effect} of conversion.', {
              touchpoint: mention('touchpoint', touchpoint),
              effect: told(effect, { unit: say(' points') }),
            }),
        definition: say(
          'Difference in conversion of the journeys that met it, adjusted for all other touchpoints, step, entry channel, day of the week and calendar (make-or-break).',
        ),
        direction: gains ? 'gain' : 'loss',
        estimate: { figure: 'effect', ...effect },
        perMonth: { ...(perMonth ?? unknown), of: 'journeys' },
        population: { count: reach.count, of: 'journeys' },
        q,
        evidence: { report: 'make-or-break', parameters: {} },
      },
    ];
  });
  return {
    drafts,
    looked: {
      what: say('touchpoints for make or break'),
      judged: judged.length,
      found: drafts.length,
    },
  };
}

/** Touchpoints after which journeys break off. */
export function fromDropOff({ result }: ReportTypes['drop-off'], days: number): Drafted {
  const judged = result.rows.filter(({ verdict }) => verdict !== 'too_few');
  const drafts = judged.flatMap((row): Draft[] => {
    // What is said must be as sure as the verdict, which rests on odds at the same step.
    const { adjustedOddsRatio: adjusted } = row;
    const odds = adjusted && adjusted.low > 1 ? adjusted : row.oddsRatio;
    if (row.verdict !== 'drop_off' || !odds) return [];
    const { touchpoint, excess, finalLoss, q, hazard } = row;
    return [
      {
        ...quiet,
        group: `loss/${touchpoint}`,
        kind: 'drop_off',
        touchpoint,
        statement: say(
          'After {touchpoint} journeys pause more often than after other touchpoints: the odds are {odds} times theirs.',
          { touchpoint: mention('touchpoint', touchpoint), odds: told(odds) },
        ),
        definition: say(
          'Odds of a pause without conversion against all other touchpoints, adjusted for step and entry channel (drop-off); lost are the pauses above those expected, times the share of its pauses that end as lost.',
        ),
        direction: 'loss',
        estimate: { figure: 'odds_ratio', ...odds },
        perMonth: {
          ...scaled(product(excess, finalLoss), -monthDays / days),
          of: 'journeys',
        },
        population: { count: hazard.of, of: 'touches' },
        q,
        evidence: { report: 'drop-off', parameters: {} },
      },
    ];
  });
  return {
    drafts,
    looked: { what: say('touchpoints for drop-off'), judged: judged.length, found: drafts.length },
  };
}

/** Places where people come back. */
export function fromReEntry({ result }: ReportTypes['re-entry'], days: number): Drafted {
  const judged = result.points.filter(({ verdict }) => verdict !== 'too_few');
  const [won, of] = result.points.reduce(
    ([count, all], { convertedAfter }) => [count + convertedAfter.count, all + convertedAfter.of],
    [0, 0],
  );
  const drafts = judged.flatMap((row): Draft[] => {
    const { to, channel, ratio, ratioLow, ratioHigh, returns, convertedAfter, q } = row;
    if (row.verdict !== 're_entry_point' || ratio === null) return [];
    const more = newcombe(
      convertedAfter.count,
      convertedAfter.of,
      won - convertedAfter.count,
      of - convertedAfter.of,
    );
    const direction =
      more && more.low > 0 ? 'gain' : more && more.high < 0 ? 'loss' : ('neither' as const);
    const bounds = { value: ratio, low: ratioLow, high: ratioHigh };
    return [
      {
        ...quiet,
        group: `return/${to}/${channel}`,
        kind: 're_entry',
        touchpoint: to,
        statement: say(
          'People come back to {touchpoint} by {channel}: its share of returns is {ratio} times its share of first touches.',
          {
            touchpoint: mention('touchpoint', to),
            channel: mention('channel', channel),
            ratio: told(bounds),
          },
        ),
        definition: say(
          'Share in returns after a pause over share in first touches (re-entry); won are the returns here times how much more often journeys convert after them than after other returns, as they are, not like with like.',
        ),
        direction,
        estimate: { figure: 'ratio', ...bounds },
        perMonth: {
          ...(more ? scaled(more, (returns * monthDays) / days) : unknown),
          of: 'journeys',
        },
        population: { count: result.returns, of: 'journeys' },
        q,
        evidence: { report: 're-entry', parameters: {} },
      },
    ];
  });
  return {
    drafts,
    looked: { what: say('places of return'), judged: judged.length, found: drafts.length },
  };
}

/** Form fields at which fillings fail or end. */
export function fromForms({ result }: ReportTypes['forms'], days: number): Drafted {
  const judged = result.fields.filter(({ verdict }) => verdict !== 'too_few');
  const drafts = judged.flatMap((row): Draft[] => {
    const { form, field, oddsRatio, q, focused, lastBeforeLeaving, lossDifference } = row;
    if (row.verdict !== 'friction' || !oddsRatio) return [];
    return [
      {
        ...quiet,
        group: fieldGroup(form, field),
        kind: 'friction',
        touchpoint: null,
        statement: say(
          "The field {field} of {form} fails or ends fillings more often than the form's other fields: the odds are {odds} times theirs.",
          { field, form, odds: told(oddsRatio) },
        ),
        definition: say(
          'Odds that a filling breaks a rule or ends unsent at the field, against the other fields (forms); lost are the fillings that ended here times how much more often their journeys are lost than after sending.',
        ),
        direction: 'loss',
        estimate: { figure: 'odds_ratio', ...oddsRatio },
        perMonth: {
          ...scaled(lossDifference, (-lastBeforeLeaving.count * monthDays) / days),
          of: 'journeys',
        },
        population: { count: focused, of: 'fillings' },
        q,
        evidence: { report: 'forms', parameters: {} },
      },
    ];
  });
  return {
    drafts,
    looked: { what: say('form fields'), judged: judged.length, found: drafts.length },
  };
}

/** Ratings that a verdict needs, and the mean that is poor. */
const leastRatings = 30;
const poor = 5;
const maxFalseDiscovery = 0.05;

const belowP = (mean: Bounded, all: number): number => {
  if (mean.value === null || mean.high === null) return 1;
  const error = (mean.high - mean.value) / z95;
  return error > 0 ? normalUpperTail((all - mean.value) / error) : mean.value < all ? 0 : 1;
};

/** Touchpoints that are rated badly. */
export function fromRatings({ result }: ReportTypes['feedback']): Drafted {
  const judged = result.rows.filter(({ mean }) => mean.n >= leastRatings);
  const all = result.overall.mean.value ?? 0;
  const q = adjustBenjaminiHochberg(judged.map(({ mean }) => belowP(mean, all)));
  const drafts = judged.flatMap(({ touchpoint, mean }, index): Draft[] => {
    const { value, low, high, n } = mean;
    const rate = q[index] ?? 1;
    if (value === null || value > poor || (high ?? all) >= all || rate > maxFalseDiscovery)
      return [];
    return [
      {
        ...quiet,
        group: `loss/${touchpoint}`,
        kind: 'pain_point',
        touchpoint,
        statement: say('{touchpoint} is rated {mean} of 10, all touchpoints together {all}.', {
          touchpoint: mention('touchpoint', touchpoint),
          mean: told({ value, low, high }),
          all: told({ value: all, low: result.overall.mean.low, high: result.overall.mean.high }),
        }),
        definition: say(
          'Mean rating on the scale 1 to 10 of at least 30 ratings, at most 5 and surely below that of all touchpoints (feedback). Who answers is not everybody.',
        ),
        direction: 'loss',
        estimate: { figure: 'rating', value, low, high },
        perMonth: { ...unknown, of: 'journeys' },
        population: { count: n, of: 'ratings' },
        q: rate,
        evidence: { report: 'feedback', parameters: {} },
      },
    ];
  });
  return {
    drafts,
    looked: { what: say('ratings of touchpoints'), judged: judged.length, found: drafts.length },
  };
}
