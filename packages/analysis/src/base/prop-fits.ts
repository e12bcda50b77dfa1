import type { SegmentCondition } from '@touchtrail/contract';
import type { Params } from './scope.ts';

/** Written in JSON as it is. */
const plain = /^[\w .:@+-]*$/;
/** Neither a number, which JSON writes in more than one way, nor empty, as what is not there is. */
const plainText = /^[A-Za-z_][\w .:@+-]*$/;

/**
 * SQL: whether a row's prop fits a condition: its text, else what JSON writes; empty where there is none.
 *
 * Taking JSON apart is most of what this costs. Props are stored as JSON without spaces, so a key and its
 * text after a brace or a comma are a prop wherever there is one object only, and what does not hold a
 * plain key or text has no such prop.
 *
 * @param name begins the names of bound values
 */
export function propFits(
  { field, op, value }: SegmentCondition,
  name: string,
  params: Params,
): string {
  const prop = field.slice('props.'.length);
  const key = `{segmentField${name}:String}`;
  const wanted = `{segmentValue${name}:String}`;
  params[`segmentField${name}`] = prop;
  params[`segmentValue${name}`] = value;
  const text = `if(JSONType(props, ${key}) = 'String', JSONExtractString(props, ${key}), JSONExtractRaw(props, ${key}))`;
  const guards: string[] = [];
  if (plain.test(prop) && prop !== '' && value !== '')
    guards.push(`position(props, ${key}) = 0, false`);
  if (op === 'contains') {
    const fits = `positionCaseInsensitiveUTF8(${text}, ${wanted}) > 0`;
    return guards.length > 0 ? `multiIf(${guards.join(', ')}, ${fits})` : fits;
  }
  if (!plainText.test(value)) {
    return guards.length > 0
      ? `multiIf(${guards.join(', ')}, ${text} = ${wanted})`
      : `${text} = ${wanted}`;
  }
  if (plain.test(prop)) {
    const pair = `"${prop}":"${value}"`;
    params[`segmentFirst${name}`] = `{${pair}`;
    params[`segmentNext${name}`] = `,${pair}`;
    guards.unshift(
      `(position(props, {segmentFirst${name}:String}) > 0 OR position(props, {segmentNext${name}:String}) > 0) AND position(props, '{', 2) = 0, true`,
    );
  }
  guards.push(`position(props, ${wanted}) = 0, false`);
  // The text of a prop or, of what is none, what JSON writes: in one go, because neither needs escaping.
  return `multiIf(${guards.join(', ')}, JSONExtractRaw(props, ${key}) IN (${wanted}, concat('"', ${wanted}, '"')))`;
}
