import type { CommonParameters, JourneyGoal, SavedSegment } from '@touchtrail/contract';
import type { Reader, StoredSequences, TouchMapping } from '@touchtrail/store';
import type { CompileContext } from '../segments/compile.ts';
import { isSaved } from '../segments/saved.ts';
import { savedPeople, segmentOf } from './segment-sql.ts';
import type { Lookup, StoredSegment } from './segment-sql.ts';
import { gapKindParams, gapKinds } from './own-gaps.ts';

/** Bound parameters of a query. */
export type Params = Record<string, string | number | readonly string[] | readonly number[]>;

/** Which touches of whom a report reads, as SQL text with places and the values for them. */
export interface Scope {
  params: Params;
  /** Those that a segment has no part in. */
  unsegmented: Params;
  /** Touch rows of the site in the range, unsegmented; those of programs only when asked for. */
  where: string;
  /** The same, with those of programs and those that people do not see. */
  whereAll: string;
  /** Whether a row is one of those that are left out as a program's. */
  isBot: string;
  /** What people do not see, see `TouchMapping`; and whether a row is left out as such. */
  backstage: TouchMapping['backstage'];
  isBackstage: string;
  /** Whether a row reaches the goal. */
  isGoal: string;
  /** Whether a row begins a journey; empty: any does. Then only what follows such a row is read. */
  isStart: string;
  /** Which of several goals a row reaches, from 1; 0: none. */
  goalNumber: string;
  /** How many goals are told apart. */
  goals: number;
  /** `HAVING` over the rows of one subject; empty without segment. */
  having: string;
  /** The same of a row that the store has made; true without segment. */
  storedSegment: StoredSegment;
  /** What must be looked up before rows that the store has made are read. */
  lookups: readonly Lookup[];
  /** Whether a saved segment is part of it: who is in one may change by itself. */
  hasSaved: boolean;
  /** Column expression of the subject, and the join that it needs. */
  subject: string;
  join: string;
  /** Rows that can belong to a subject. */
  hasSubject: string;
  /** Key of a row's touchpoint, and its phase (empty text without one), as the registry says. */
  touchKey: string;
  phase: string;
  /** Version of the registry that says so; 0 without one. */
  registry: number;
  /** Whether only journeys are read that began in the span `beganFrom` to `beganTo`. */
  cohort: boolean;
  /** Kinds of touches that have an abandonment gap of their own, see `gapKinds`. */
  gapKinds: readonly string[];
  /** Text of a row that a report tells people apart by, empty without one; its params are the report's. */
  split: string;
  /** Sequences of touches that the store has made and that fit; without them events are read. */
  stored?: StoredSequences;
}

/** Journeys that began in a span, epoch ms, `to` exclusive. */
export interface Cohort {
  from: number;
  to: number;
}

/** Touches as they were sent, of sites without a registry. */
const plainTouches: TouchMapping = { version: 0, touchKey: 'touch_key', phase: `''`, params: {} };

/** How touches of a site are named now, or were by a version of its registry. */
export const readMapping = async (
  reader: Reader,
  site: string,
  version?: number,
): Promise<TouchMapping> => (await reader.touchMapping?.(site, version)) ?? plainTouches;

// Whose touches these are, of ids that are not a person of their own. Kind and id, because an anonymous id may equal
// somebody's user id.
/** @param only SQL of a condition on links: whose are read */
export const linkJoinOf = (only = 'true'): string => `LEFT ANY JOIN (
    SELECT id, kind = 'anonymous' AS anonymous,
      if(startsWith(person, 'user:'), '', char(0)) || substring(person, position(person, ':') + 1) AS owner
    FROM id_map FINAL
    WHERE site_id = {site:String} AND kind IN ('anonymous', 'user') AND state = 'joined'
      AND person != concat(kind, ':', id) AND ${only}
  ) AS link ON events.subject_id = link.id AND (events.user_id = '') = link.anonymous`;
const linkJoin = linkJoinOf();

/** Whose touch a row is, next to {@link linkJoin}; a zero character stands before an id without a user. */
export const personOfRow = `multiIf(link.owner != '', link.owner, user_id = '', char(0) || subject_id, subject_id)`;

const isTouch = `type IN ('touch', 'conversion', 'feedback')`;

/**
 * A query for the subjects in a saved segment, as `subject`; its values go into `params` of the context.
 * It is about everything that is known of a subject, not only about the range.
 */
export const savedSubjects = (
  saved: SavedSegment,
  context: Omit<CompileContext, 'at'>,
  byAccount: boolean,
): string =>
  savedPeople(saved, context, {
    subject: byAccount ? 'account_id' : personOfRow,
    join: byAccount ? '' : linkJoin,
  });

/**
 * A subject as people know it. Inside a query a zero character stands before an id without a user: it may
 * equal somebody's user id.
 */
export const shownSubject = `if(startsWith(subject, char(0)), substring(subject, 2), subject)`;

/** Reads `event:NAME` entries of a goal apart from touchpoint keys. */
export function splitGoal(goal: readonly string[]): { keys: string[]; names: string[] } {
  const names = goal.filter((entry) => entry.startsWith('event:'));
  return {
    keys: goal.filter((entry) => !entry.startsWith('event:')),
    names: names.map((entry) => entry.slice('event:'.length)),
  };
}

/**
 * The scope of a report's common parameters. Values go into `params`, never into the text.
 *
 * @param looksUp whether what a segment needs is looked up before: whoever says so binds the `lookups`
 */
export function createScope(
  parameters: CommonParameters,
  { version, touchKey, phase, backstage, params: mapped }: TouchMapping = plainTouches,
  cohort?: Cohort,
  stored?: StoredSequences,
  goals: readonly JourneyGoal[] = parameters.goal.map((entry) => ({
    name: entry,
    reached: [entry],
  })),
  looksUp = false,
): Scope {
  const { site, from, to, subject, goal, segment, includeBots, includeBackstage } = parameters;
  const hidden = includeBackstage ? undefined : backstage;
  const params: Params = { site, ...mapped };
  const where = [`site_id = {site:String}`, isTouch];
  if (from !== undefined) {
    params['from'] = from;
    where.push(`ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`);
  }
  if (to !== undefined) {
    params['to'] = to;
    where.push(`ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`);
  }
  if (cohort) Object.assign(params, { beganFrom: cohort.from, beganTo: cohort.to });
  let isGoal = `type = 'conversion'`;
  if (goal.length > 0) {
    const { keys, names } = splitGoal(goal);
    params['goalKeys'] = keys;
    params['goalNames'] = names;
    isGoal = `(${touchKey} IN {goalKeys:Array(String)} OR name IN {goalNames:Array(String)})`;
  }
  const numbered = goals.map(({ reached }, index) => {
    const { keys, names } = splitGoal(reached);
    params[`goalKeys${index + 1}`] = keys;
    params[`goalNames${index + 1}`] = names;
    return `${touchKey} IN {goalKeys${index + 1}:Array(String)} OR name IN {goalNames${index + 1}:Array(String)}, ${index + 1}`;
  });
  let isStart = '';
  if (parameters.start.length > 0) {
    const { keys, names } = splitGoal(parameters.start);
    params['startKeys'] = keys;
    params['startNames'] = names;
    isStart = `(${touchKey} IN {startKeys:Array(String)} OR name IN {startNames:Array(String)})`;
  }
  const kinds = gapKinds(parameters.abandonmentGaps);
  Object.assign(params, gapKindParams(kinds));
  const byAccount = subject === 'account';
  const rows = {
    where: [
      ...where,
      ...(includeBots ? [] : [`bot = ''`]),
      ...(hidden ? [`NOT ${hidden.isTouch}`] : []),
    ].join(' AND '),
    subject: byAccount ? 'account_id' : personOfRow,
    join: byAccount ? '' : linkJoin,
    hasSubject: byAccount ? `account_id != ''` : 'true',
  };
  const ofSegment: Params = {};
  const fits =
    stored !== undefined &&
    !includeBots &&
    hidden === backstage &&
    stored.kind === subject &&
    stored.registry === version;
  const lookups: Lookup[] = [];
  const { having, storedSegment } = segmentOf(segment, {
    ...rows,
    ...(fits && looksUp && { lookups }),
    byAccount,
    touchKey,
    phase,
    backstage,
    params: ofSegment,
  });
  if (fits) {
    params['journeyKind'] = stored.kind;
    params['journeyBase'] = stored.base;
    params['journeyVersion'] = stored.version;
  }
  return {
    params: { ...params, ...ofSegment },
    unsegmented: params,
    ...rows,
    whereAll: where.join(' AND '),
    isBot: includeBots ? 'false' : `bot != ''`,
    backstage,
    isBackstage: hidden?.isTouch ?? 'false',
    isGoal,
    isStart,
    goalNumber: numbered.length > 0 ? `multiIf(${numbered.join(', ')}, 0)` : '0',
    goals: numbered.length,
    having,
    storedSegment,
    lookups,
    hasSaved: segment.some(isSaved),
    touchKey,
    phase,
    registry: version,
    cohort: cohort !== undefined,
    gapKinds: kinds,
    split: `''`,
    ...(fits && { stored }),
  };
}
