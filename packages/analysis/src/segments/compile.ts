import type { AttributeOp, SegmentLeaf, SegmentRule } from '@touchtrail/contract';
import type { TouchMapping } from '@touchtrail/store';

/** What conditions are compiled with. */
export interface CompileContext {
  /** SQL of a row's touchpoint and of its phase. */
  touchKey: string;
  phase: string;
  /** What people do not see: met by nobody, unless a condition names it. */
  backstage?: TouchMapping['backstage'];
  /** What "the last 30 days" end with, epoch ms. */
  at: number;
  /** Begins the names of bound values, so that several rules stand in one query. */
  prefix: string;
  /** Gets the values. */
  params: Record<string, unknown>;
}

const anyTouch = `type IN ('touch', 'conversion', 'feedback')`;

/** Whether a condition is about what people do not see, which only its key says. */
export const isOfBackstage = (
  touchpoint: string | undefined,
  { backstage }: Pick<CompileContext, 'backstage'>,
): boolean => backstage?.touchpoints.some(({ key }) => key === touchpoint) ?? false;

const order = '(ts, seq, event_id)';

/** A text of an attribute: its value where it is a text, else as JSON writes it. */
const textOf = (key: string): string =>
  `if(JSONType(props, ${key}) = 'String', JSONExtractString(props, ${key}), JSONExtractRaw(props, ${key}))`;

const pastSql = (place: string): string => `fromUnixTimestamp64Milli(${place}, 'UTC')`;

/**
 * A rule as a condition over the rows of one subject, of a query that groups by subject. Values go into
 * `params`, never into the text. The query reads all rows of a subject up to `at`, whatever their type.
 *
 * @example
 * compileRule({ silentFor: 259_200_000 }, { touchKey: 'touch_key', phase: `''`, at, prefix: 's0', params });
 * // "(countIf(…) > 0 AND maxIf(ts, …) < fromUnixTimestamp64Milli({s0_1:Int64}, 'UTC'))"
 */
export function compileRule(rule: SegmentRule, context: CompileContext): string {
  const { params, prefix } = context;
  let count = 0;
  const bind = (value: unknown, type: string): string => {
    const name = `${prefix}_${++count}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  const compile = (each: SegmentRule): string => {
    if ('all' in each) return `(${each.all.map((inner) => compile(inner)).join(' AND ')})`;
    if ('any' in each) return `(${each.any.map((inner) => compile(inner)).join(' OR ')})`;
    if ('not' in each) return `(NOT ${compile(each.not)})`;
    return leafSql(each, context, bind);
  };
  return compile(rule);
}

type Bind = (value: unknown, type: string) => string;

/** Compares a text that is empty where nothing is known. */
function comparisonSql(
  column: string,
  isKnown: string,
  { op, value }: { op: AttributeOp; value?: string | number | boolean | undefined },
  bind: Bind,
): string {
  if (op === 'known') return `(${isKnown})`;
  if (op === 'unknown') return `(NOT ${isKnown})`;
  if (op === 'at_least' || op === 'at_most') {
    const number = `toFloat64OrNull(${column})`;
    const limit = bind(Number(value), 'Float64');
    return `ifNull(${number} ${op === 'at_least' ? '>=' : '<='} ${limit}, false)`;
  }
  const text = bind(String(value), 'String');
  if (op === 'contains') return `(positionCaseInsensitiveUTF8(${column}, ${text}) > 0)`;
  return `(${column} ${op === 'is' ? '=' : '!='} ${text})`;
}

function leafSql(leaf: SegmentLeaf, context: CompileContext, bind: Bind): string {
  const { touchKey, phase, backstage, at } = context;
  const isTouch = backstage ? `${anyTouch} AND NOT ${backstage.isTouch}` : anyTouch;
  if ('attribute' in leaf) {
    const key = bind(leaf.attribute, 'String');
    const states = `type = 'identify' AND JSONHas(props, ${key})`;
    const last = `argMaxIf(${textOf(key)}, ${order}, ${states})`;
    return comparisonSql(last, `(countIf(${states}) > 0)`, leaf, bind);
  }
  if ('touched' in leaf) {
    const { touched, atLeast = leaf.atMost === undefined ? 1 : 0, atMost, within } = leaf;
    const columns = [
      [touchKey, touched.touchpoint],
      [phase, touched.phase],
      ['channel', touched.channel],
      ['name', touched.event],
      ['type', touched.type],
      ['account_id', touched.account],
    ] as const;
    const which = [
      isOfBackstage(touched.touchpoint, context) ? anyTouch : isTouch,
      ...columns.flatMap(([column, wanted]) =>
        wanted === undefined ? [] : [`${column} = ${bind(wanted, 'String')}`],
      ),
      ...(within === undefined ? [] : [`ts > ${pastSql(bind(at - within, 'Int64'))}`]),
    ].join(' AND ');
    // A row that was stored twice is one touch; to know whether there is any needs no counting.
    const few = atLeast <= 1 && (atMost === undefined || atMost === 0);
    const times = few ? `countIf(${which})` : `uniqExactIf(event_id, ${which})`;
    const bounds = [
      ...(atLeast > 0 ? [`${times} >= ${bind(atLeast, 'UInt32')}`] : []),
      ...(atMost === undefined ? [] : [`${times} <= ${bind(atMost, 'UInt32')}`]),
    ];
    return bounds.length === 0 ? 'true' : `(${bounds.join(' AND ')})`;
  }
  if ('silentFor' in leaf) {
    const since = pastSql(bind(at - leaf.silentFor, 'Int64'));
    return `(countIf(${isTouch}) > 0 AND maxIf(ts, ${isTouch}) <= ${since})`;
  }
  if ('inPhase' in leaf) {
    const has = `${isTouch} AND ${phase} != ''`;
    return `(argMaxIf(${phase}, ${order}, ${has}) = ${bind(leaf.inPhase, 'String')})`;
  }
  return accountSql(leaf.account, bind);
}

/** The last word on somebody's role or department. */
const said = (field: 'role' | 'department'): string =>
  `argMaxIf(JSONExtractString(props, '${field}'), ${order}, type = 'account' AND JSONHas(props, '${field}'))`;

function accountSql(
  account: Extract<SegmentLeaf, { account: unknown }>['account'],
  bind: Bind,
): string {
  const { id, role, department, attribute } = account;
  const conditions = [
    ...(id === undefined ? [] : [`countIf(account_id = ${bind(id, 'String')}) > 0`]),
    ...(role === undefined ? [] : [`${said('role')} = ${bind(role, 'String')}`]),
    ...(department === undefined ? [] : [`${said('department')} = ${bind(department, 'String')}`]),
  ];
  if (attribute !== undefined) {
    const key = bind(attribute, 'String');
    const states = `JSONHas(props, ${key})`;
    const last = `argMaxIf(${textOf(key)}, ${order}, ${states})`;
    conditions.push(`countIf(account_id IN (
      SELECT account_id FROM events
      WHERE site_id = {site:String} AND type = 'account' AND account_id != ''
      GROUP BY account_id
      HAVING ${comparisonSql(last, `(countIf(${states}) > 0)`, account, bind)})) > 0`);
  }
  // Of no account in particular: of any.
  if (conditions.length === 0) conditions.push(`countIf(account_id != '') > 0`);
  return `(${conditions.join(' AND ')})`;
}
