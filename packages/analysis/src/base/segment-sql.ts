import type { CommonParameters, SavedSegment, SegmentCondition } from '@touchtrail/contract';
import { compileRule } from '../segments/compile.ts';
import type { CompileContext } from '../segments/compile.ts';
import { isSaved } from '../segments/saved.ts';
import { compileStoredRule } from '../segments/compile-stored.ts';
import { propFits } from './prop-fits.ts';
import type { Params } from './scope.ts';

/** A segment as a condition on rows that the store has made. */
export interface StoredSegment {
  /** About the touches of the range, and the store's columns that it takes besides `subject`. */
  inRange: string;
  needs: readonly string[];
  /** About all touches of a row. */
  ofAll: string;
}

/** Subjects that are looked up before the questions of a report, for all of them. */
export interface Lookup {
  /** Name of the value that gets the number of what was found. */
  place: string;
  /** A query for them, as `subject`; its values are those of the scope. */
  sql: string;
}

/** What conditions are made with: whose rows of `events`, and where the values go. */
export interface SegmentSource {
  where: string;
  subject: string;
  join: string;
  hasSubject: string;
  byAccount: boolean;
  touchKey: string;
  phase: string;
  backstage: CompileContext['backstage'];
  params: Params;
  /** Gets what is to be looked up; without it each question looks for itself. */
  lookups?: Lookup[];
}

/** Columns that a segment may name besides `touchpoint`; anything else is `props.NAME`. */
const segmentColumns: Readonly<Record<string, string>> = {
  channel: 'channel',
  name: 'name',
  campaign_source: 'campaign_source',
  campaign_medium: 'campaign_medium',
  campaign_name: 'campaign_name',
  account_id: 'account_id',
};

interface Condition {
  /** Over the rows of `events` of one subject. */
  having: string;
  stored: StoredSegment;
}

const inRange = (sql: string, needs: readonly string[] = []): StoredSegment => ({
  inRange: sql,
  needs,
  ofAll: 'true',
});

// What the arrays of the store answer by themselves: is there such a touch?
function storedSome(
  { field, op }: SegmentCondition,
  value: string,
  byAccount: boolean,
): StoredSegment | undefined {
  const contains = op === 'contains';
  if (field === 'channel') {
    const some = contains
      ? `arrayExists(x -> positionCaseInsensitiveUTF8(x, ${value}) > 0, c)`
      : `has(c, ${value})`;
    return inRange(some, ['c']);
  }
  if (field === 'touchpoint' && !contains) return inRange(`has(k, cityHash64(${value}))`, ['k']);
  if (field === 'name' && !contains) return inRange(`has(m, cityHash64(${value}))`, ['m']);
  if (field === 'account_id' && byAccount) {
    return inRange(
      contains ? `positionCaseInsensitiveUTF8(subject, ${value}) > 0` : `subject = ${value}`,
    );
  }
  return undefined;
}

function conditionOf(condition: SegmentCondition, index: number, source: SegmentSource): Condition {
  const { byAccount, touchKey, params } = source;
  const value = `{segmentValue${index}:String}`;
  params[`segmentValue${index}`] = condition.value;
  const column = condition.field === 'touchpoint' ? touchKey : segmentColumns[condition.field];
  const fits =
    column === undefined
      ? propFits(condition, String(index), params)
      : condition.op === 'contains'
        ? `positionCaseInsensitiveUTF8(${column}, ${value}) > 0`
        : `${column} = ${value}`;
  const some =
    storedSome(condition, value, byAccount) ??
    inRange(among(whoHas(fits, source), `segment${index}`, source));
  const none = condition.op === 'is_not';
  return {
    having: `countIf(${fits}) ${none ? '= 0' : '> 0'}`,
    stored: none ? { ...some, inRange: `NOT (${some.inRange})` } : some,
  };
}

// Each id is joined once to whom it belongs, however many rows it has.
const whoHas = (fits: string, { where, subject, join, hasSubject, byAccount }: SegmentSource) =>
  byAccount
    ? `SELECT DISTINCT ${subject} AS subject FROM events WHERE ${where} AND ${hasSubject} AND ${fits}`
    : `SELECT ${subject} AS subject FROM (
        SELECT subject_id, if(arrayJoin(arrayDistinct([min(user_id = ''), max(user_id = '')])), '', 'x') AS user_id
        FROM events WHERE ${where} AND ${hasSubject} AND ${fits}
        GROUP BY subject_id
      ) AS events ${join}`;

/** Whether the subject of a row is one that a query finds: by each question, or once for all of them. */
function among(sql: string, place: string, { lookups }: Pick<SegmentSource, 'lookups'>): string {
  if (!lookups) return `subject IN (${sql})`;
  lookups.push({ place, sql });
  // By an expression: a set of half a million, sorted for the table's key, took ten times as long.
  return `cityHash64(subject) IN (SELECT toUInt64OrZero(id) FROM journey_work WHERE run = {${place}:UInt64} AND what = 'match')`;
}

type PeopleSource = Pick<SegmentSource, 'subject' | 'join'>;

const peopleWith = ({ subject, join }: PeopleSource, prefix: string, condition: string): string =>
  `SELECT subject FROM (
    SELECT ${subject} AS subject FROM events ${join}
    WHERE site_id = {site:String} AND bot = '' AND ts <= fromUnixTimestamp64Milli({${prefix}At:Int64}, 'UTC')
    GROUP BY subject
    HAVING ${condition})`;

function ruleOf({ saved, rule, at = 0 }: SavedSegment, context: Omit<CompileContext, 'at'>) {
  if (!rule) throw new TypeError(`What the saved segment @${saved} says was not read.`);
  context.params[`${context.prefix}At`] = at;
  return { rule, context: { ...context, at } };
}

/**
 * A query for the subjects in a saved segment, as `subject`; its values go into `params` of the context.
 * It is about everything that is known of a subject, not only about the range.
 */
export function savedPeople(
  saved: SavedSegment,
  given: Omit<CompileContext, 'at'>,
  source: PeopleSource,
): string {
  const { rule, context } = ruleOf(saved, given);
  return peopleWith(source, context.prefix, compileRule(rule, context));
}

function savedOf(saved: SavedSegment, prefix: string, source: SegmentSource): Condition {
  const { subject, touchKey, phase, backstage, params } = source;
  const { rule, context } = ruleOf(saved, { touchKey, phase, backstage, params, prefix });
  let looked = 0;
  return {
    // The expression, because not every query that groups by it calls it `subject`.
    having: `${subject} IN (${peopleWith(source, prefix, compileRule(rule, context))})`,
    stored: {
      inRange: 'true',
      needs: [],
      ofAll: compileStoredRule(rule, { ...context, prefix: `${prefix}s` }, (condition) =>
        among(peopleWith(source, prefix, condition), `${prefix}m${++looked}`, source),
      ),
    },
  };
}

const all = (texts: readonly string[]): string =>
  texts.length > 0 ? texts.map((text) => `(${text})`).join(' AND ') : 'true';

/** The conditions of a segment, over rows of `events` and over rows that the store has made. */
export function segmentOf(
  segment: CommonParameters['segment'],
  source: SegmentSource,
): { having: string; storedSegment: StoredSegment } {
  const conditions = segment.map((part, index) =>
    isSaved(part) ? savedOf(part, `saved${index}`, source) : conditionOf(part, index, source),
  );
  return {
    having:
      conditions.length > 0 ? `HAVING ${conditions.map(({ having }) => having).join(' AND ')}` : '',
    storedSegment: {
      inRange: all(conditions.map(({ stored }) => stored.inRange)),
      needs: [...new Set(conditions.flatMap(({ stored }) => stored.needs))],
      ofAll: all(conditions.map(({ stored }) => stored.ofAll)),
    },
  };
}
