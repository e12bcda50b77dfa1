import type { CommonParameters, SavedSegment, SegmentCondition } from '@touchtrail/contract';
import { compileRule } from '../segments/compile.ts';
import type { CompileContext } from '../segments/compile.ts';
import { isSaved } from '../segments/saved.ts';
import { compileStoredRule } from '../segments/compile-stored.ts';
import type { Params } from './scope.ts';

/** A segment as a condition on rows that the store has made. */
export interface StoredSegment {
  /** About the touches of the range, and the store's columns that it takes besides `subject`. */
  inRange: string;
  needs: readonly string[];
  /** About all touches of a row. */
  ofAll: string;
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
  params: Params;
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

function conditionOf(
  condition: SegmentCondition,
  index: number,
  { where, subject, join, hasSubject, byAccount, touchKey, params }: SegmentSource,
): Condition {
  const value = `{segmentValue${index}:String}`;
  params[`segmentValue${index}`] = condition.value;
  let field = condition.field === 'touchpoint' ? touchKey : segmentColumns[condition.field];
  if (field === undefined) {
    params[`segmentField${index}`] = condition.field.slice('props.'.length);
    const key = `{segmentField${index}:String}`;
    field = `if(JSONType(props, ${key}) = 'String', JSONExtractString(props, ${key}), JSONExtractRaw(props, ${key}))`;
  }
  const fits =
    condition.op === 'contains'
      ? `positionCaseInsensitiveUTF8(${field}, ${value}) > 0`
      : `${field} = ${value}`;
  const some =
    storedSome(condition, value, byAccount) ??
    inRange(`subject IN (SELECT ${subject} FROM events ${join}
        WHERE ${where} AND ${hasSubject} AND ${fits})`);
  const none = condition.op === 'is_not';
  return {
    having: `countIf(${fits}) ${none ? '= 0' : '> 0'}`,
    stored: none ? { ...some, inRange: `NOT (${some.inRange})` } : some,
  };
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
  const { subject, touchKey, phase, params } = source;
  const { rule, context } = ruleOf(saved, { touchKey, phase, params, prefix });
  return {
    // The expression, because not every query that groups by it calls it `subject`.
    having: `${subject} IN (${peopleWith(source, prefix, compileRule(rule, context))})`,
    stored: {
      inRange: 'true',
      needs: [],
      ofAll: compileStoredRule(
        rule,
        { ...context, prefix: `${prefix}s` },
        (condition) => `subject IN (${peopleWith(source, prefix, condition)})`,
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
