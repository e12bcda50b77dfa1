import type { Incident, ReportTypes, WaitGroup } from '@touchtrail/contract';
import type { Table } from './table.ts';
import {
  bounded,
  boundedKeys,
  proportion,
  proportionKeys,
  quantileKeys,
  quantiles,
  table,
} from './tables.ts';
import type { Row } from './tables.ts';

const funnel = ({ result }: ReportTypes['funnel']): Table =>
  table(
    [
      'step',
      'touchpoint',
      'reached',
      ...proportionKeys('of_first'),
      ...proportionKeys('of_previous'),
      'lost',
      'still_open',
      'excluded',
      'came_back',
      ...quantileKeys('time_from_previous'),
      ...['p95_ms', 'p99_ms', 'mean_ms'].map((end) => `time_from_previous_${end}`),
    ],
    result.steps.map((step, index) => ({
      step: index + 1,
      touchpoint: step.touchpoint,
      reached: step.reached,
      ...proportion('of_first', step.ofFirst),
      ...proportion('of_previous', step.ofPrevious),
      lost: step.lost,
      still_open: step.stillOpen,
      excluded: step.excluded,
      came_back: step.cameBack,
      ...quantiles('time_from_previous', step.timeFromPrevious),
      time_from_previous_p95_ms: step.timeFromPrevious?.p95 ?? null,
      time_from_previous_p99_ms: step.timeFromPrevious?.p99 ?? null,
      time_from_previous_mean_ms: step.timeFromPrevious?.mean ?? null,
    })),
  );

const judgedTouchpoints = ({ result }: ReportTypes['drop-off']): Table =>
  table(
    [
      'touchpoint',
      'verdict',
      'touches',
      ...proportionKeys('hazard'),
      'censored',
      'excess',
      'excess_low',
      'excess_high',
      'last_touch_lost',
      'last_touch_silent',
      ...proportionKeys('returned'),
      ...boundedKeys('odds_ratio'),
      ...boundedKeys('adjusted_odds_ratio'),
      'q',
      ...boundedKeys('final_loss'),
    ],
    result.rows.map((row) => ({
      touchpoint: row.touchpoint,
      verdict: row.verdict,
      touches: row.touches,
      ...proportion('hazard', row.hazard),
      censored: row.censored,
      excess: row.excess.value,
      excess_low: row.excess.low,
      excess_high: row.excess.high,
      last_touch_lost: row.lastTouchLost,
      last_touch_silent: row.lastTouchSilent,
      ...proportion('returned', row.returned),
      ...bounded('odds_ratio', row.oddsRatio),
      ...bounded('adjusted_odds_ratio', row.adjustedOddsRatio),
      q: row.q,
      ...bounded('final_loss', row.finalLoss),
    })),
  );

const incidents = (found: readonly Incident[]): Table =>
  table(
    [
      'touchpoint',
      'segment',
      'from',
      'to',
      ...proportionKeys('inside'),
      ...proportionKeys('outside'),
      ...boundedKeys('difference'),
      'excess',
      'q',
    ],
    found.map((incident) => ({
      touchpoint: incident.touchpoint,
      segment: incident.segment ? `${incident.segment.field} = ${incident.segment.value}` : '',
      from: incident.from,
      to: incident.to,
      ...proportion('inside', incident.inside),
      ...proportion('outside', incident.outside),
      ...bounded('difference', incident.difference),
      excess: incident.excess,
      q: incident.q,
    })),
  );

/** What was asked for: incidents, else touchpoints. */
const dropOff = (report: ReportTypes['drop-off']): Table =>
  report.result.incidents === null ? judgedTouchpoints(report) : incidents(report.result.incidents);

const reEntry = ({ result }: ReportTypes['re-entry']): Table =>
  table(
    [
      'from',
      'to',
      'channel',
      'returns',
      ...proportionKeys('share'),
      ...quantileKeys('delay'),
      ...proportionKeys('converted_after'),
    ],
    result.rows.map((row) => ({
      from: row.from,
      to: row.to,
      channel: row.channel,
      returns: row.returns,
      ...proportion('share', row.share),
      ...quantiles('delay', row.delay),
      ...proportion('converted_after', row.convertedAfter),
    })),
  );

const forms = ({ result }: ReportTypes['forms']): Table =>
  table(
    [
      'form',
      'field',
      'verdict',
      'focused',
      ...proportionKeys('friction'),
      ...proportionKeys('failed'),
      ...proportionKeys('last_before_leaving'),
      ...proportionKeys('refilled'),
      ...boundedKeys('odds_ratio'),
      'q',
      ...quantileKeys('time'),
      ...proportionKeys('lost_after_leaving'),
      ...boundedKeys('loss_difference'),
    ],
    result.fields.map((field) => ({
      form: field.form,
      field: field.field,
      verdict: field.verdict,
      focused: field.focused,
      ...proportion('friction', field.friction),
      ...proportion('failed', field.failed),
      ...proportion('last_before_leaving', field.lastBeforeLeaving),
      ...proportion('refilled', field.refilled),
      ...bounded('odds_ratio', field.oddsRatio),
      q: field.q,
      ...quantiles('time', field.time),
      ...proportion('lost_after_leaving', field.lostAfterLeaving),
      ...bounded('loss_difference', field.lossDifference),
    })),
  );

const days = (ms: number): string => `${Number((ms / 86_400_000).toPrecision(6))} d`;

const waits = (value: string, { journeys, at }: Omit<WaitGroup, 'value'>): Row[] =>
  at.map((share) => ({
    group: value,
    after: days(share.ms),
    journeys,
    at_risk: share.atRisk,
    ...bounded('converted', share.converted),
    ...bounded('ended', share.ended),
    ...bounded('abandoned', share.abandoned),
  }));

const timeToConvert = ({ result }: ReportTypes['time-to-convert']): Table =>
  table(
    [
      'group',
      'after',
      'journeys',
      'at_risk',
      ...boundedKeys('converted'),
      ...boundedKeys('ended'),
      ...boundedKeys('abandoned'),
    ],
    [
      ...waits('(all)', result),
      ...result.breakdown.groups.flatMap((group) => waits(group.value, group)),
    ],
  );

/** One flat table a report of losses and times. */
export const lossTables = { funnel, dropOff, reEntry, forms, timeToConvert };
