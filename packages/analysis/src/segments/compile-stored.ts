import type { SegmentLeaf, SegmentRule } from '@touchtrail/contract';
import { compileRule, isOfBackstage } from './compile.ts';
import type { CompileContext } from './compile.ts';

const typeNumbers: Readonly<Record<string, number>> = { touch: 1, conversion: 2, feedback: 3 };

/**
 * A rule as a condition on a row of `journey_sequences`, which holds all touches of a subject in order.
 * What touches say is read from the row's arrays; what else is known, such as attributes, of people whom
 * `others` finds by a condition over their rows of `events`.
 *
 * @param others SQL of whether the row's subject is among those that such a condition is true of
 */
export function compileStoredRule(
  rule: SegmentRule,
  context: CompileContext,
  others: (condition: string) => string,
): string {
  const { at, params, prefix } = context;
  let count = 0;
  const name = (): string => `${prefix}_${++count}`;
  const bind = (value: unknown, type: string): string => {
    const place = name();
    params[place] = value;
    return `{${place}:${type}}`;
  };
  const end = bind(at, 'Int64');

  const leaf = (each: SegmentLeaf): string => {
    if (
      'touched' in each &&
      each.touched.account === undefined &&
      !isOfBackstage(each.touched.touchpoint, context)
    ) {
      const { touched, atLeast = each.atMost === undefined ? 1 : 0, atMost, within } = each;
      const { touchpoint, phase, channel, event, type } = touched;
      const tests: [column: string, test: string][] = [];
      if (touchpoint !== undefined)
        tests.push(['k', `k = cityHash64(${bind(touchpoint, 'String')})`]);
      if (phase !== undefined) tests.push(['f', `f = ${bind(phase, 'String')}`]);
      if (channel !== undefined) tests.push(['c', `c = ${bind(channel, 'String')}`]);
      if (event !== undefined) tests.push(['m', `m = cityHash64(${bind(event, 'String')})`]);
      if (type !== undefined) tests.push(['x', `x = ${typeNumbers[type] ?? 0}`]);
      const since = within === undefined ? '' : ` AND time > ${bind(at - within, 'Int64')}`;
      const times = `arrayCount((time${tests.map(([column]) => `, ${column}`).join('')}) -> time <= ${end}${since}${tests
        .map(([, test]) => ` AND ${test}`)
        .join('')}, t${tests.map(([column]) => `, ${column}`).join('')})`;
      const bounds = [
        ...(atLeast > 0 ? [`${times} >= ${bind(atLeast, 'UInt32')}`] : []),
        ...(atMost === undefined ? [] : [`${times} <= ${bind(atMost, 'UInt32')}`]),
      ];
      return bounds.length === 0 ? 'true' : `(${bounds.join(' AND ')})`;
    }
    if ('silentFor' in each) {
      const since = bind(at - each.silentFor, 'Int64');
      return `(arrayCount(time -> time > ${since} AND time <= ${end}, t) = 0)`;
    }
    if ('inPhase' in each) {
      return `(arrayLast((phase, time) -> phase != '' AND time <= ${end}, f, t) = ${bind(each.inPhase, 'String')})`;
    }
    return others(compileRule(each, { ...context, prefix: name() }));
  };

  const compile = (each: SegmentRule): string => {
    if ('all' in each) return `(${each.all.map(compile).join(' AND ')})`;
    if ('any' in each) return `(${each.any.map(compile).join(' OR ')})`;
    if ('not' in each) return `(NOT ${compile(each.not)})`;
    return leaf(each);
  };
  // Of whom nothing is known yet, nothing is true.
  return `t[1] <= ${end} AND ${compile(rule)}`;
}
