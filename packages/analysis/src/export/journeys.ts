import type { JourneysParameters } from '@touchtrail/contract';
import { gapsOfKinds, touchGap } from '../base/own-gaps.ts';
import type { TouchGap } from '../base/own-gaps.ts';
import { prepare } from '../base/prepare.ts';
import { createScope, readMapping, shownSubject } from '../base/scope.ts';
import { cutSql, sequences, withGaps } from '../base/sequences.ts';
import type { ReportContext } from '../reports.ts';
import type { ExportShape, ExportSource, Resumed } from './source.ts';

/** Touches a part: what is grouped at a time stays in memory. */
const sliceTouches = 20_000_000;

const definition =
  'One row a journey, as the journeys report defines it: subject, the number of the journey among those of that subject, first and last touch, outcome (converted, abandoned, open), value and currency of the conversion that ended it, touches, visits, pauses, whether it is left-cut, and the touchpoint, channel and time of each touch in order.';

const lists = (name: string, sql: string, shape: ExportShape): string =>
  `${shape === 'table' ? `toJSONString(${sql})` : sql} AS ${name}`;

/** Columns of a journey; arrays in the order of its touches. */
const columnsSql = (shape: ExportShape, gap: TouchGap): string => `
  ${shownSubject} AS subject, toUInt32(position) AS journey,
  fromUnixTimestamp64Milli(jt[1], 'UTC') AS started_at,
  fromUnixTimestamp64Milli(jt[-1], 'UTC') AS ended_at,
  ['converted', 'abandoned', 'open'][ending] AS outcome,
  if(ending = 1, jv[-1], NULL) AS value,
  if(ending = 1, nullIf(toString(ju[-1]), ''), NULL) AS currency,
  toUInt32(length(jt)) AS touches,
  toUInt32(1 + arrayCount(x -> x > {visitGap:Int64}, gaps)) AS visits,
  toUInt32(arrayCount((x${gap.arg}) -> x >= ${gap.own}, arrayPopFront(gaps)${gap.arg === '' ? '' : ', arrayPopBack(ja)'}) + stopped) AS pauses,
  CAST(position = 1 AND jt[1] - {dataFrom:Int64} < {inactivityLimit:Int64}, 'Bool') AS left_cut,
  ${lists('touchpoints', 'jp', shape)},
  ${lists('channels', `arrayMap(x -> toString(x), jc)`, shape)},
  ${lists('times', `arrayMap(x -> fromUnixTimestamp64Milli(x, 'UTC'), jt)`, shape)}`;

const names = [
  'subject',
  'journey',
  'started_at',
  'ended_at',
  'outcome',
  'value',
  'currency',
  'touches',
  'visits',
  'pauses',
  'left_cut',
  'touchpoints',
  'channels',
  'times',
];

/**
 * Journeys of a site, each once, grouped in parts by a hash of the subject, in no order.
 *
 * @param resumed what an interrupted run had frozen: the end of the data and the limits of silence
 */
export async function journeyExport(
  parameters: JourneysParameters,
  context: ReportContext,
  resumed?: Resumed,
  partTouches = sliceTouches,
): Promise<ExportSource> {
  const { rows, frozen } = resumed ?? (await counted(parameters, context, partTouches));
  const scope = createScope(
    parameters,
    await readMapping(context.reader, parameters.site, Number(frozen['registry'] ?? 0)),
  );
  const slices = Number(frozen['slices']);
  const gap = touchGap(scope);
  const own = gap.arg !== '';

  // What comes while it runs belongs to nobody's end of the data.
  const known = `ts <= fromUnixTimestamp64Milli({dataUntil:Int64}, 'UTC')`;
  const select = (shape: ExportShape, only = known): string => {
    const sql = `
  SELECT ${columnsSql(shape === 'wire' ? 'lists' : shape, gap)}
  FROM (
    SELECT
      subject, position, jt, jg, jc, jp, jv, ju${own ? ', ja' : ''},
      arrayDifference(jt) AS gaps,
      multiIf(jg[-1], 1, {dataUntil:Int64} - jt[-1] >= {inactivityLimit:Int64}, 2, 3) AS ending,
      ending = 2 OR (ending = 3 AND {dataUntil:Int64} - jt[-1] >= ${own ? 'ja[-1]' : gap.own}) AS stopped
    FROM (
      SELECT
        subject, ${cutSql} AS cut, arraySplit((x, y) -> y, t, cut) AS ts,
        arraySplit((x, y) -> y, g, cut) AS gs, arraySplit((x, y) -> y, c, cut) AS cs,
        arraySplit((x, y) -> y, p, cut) AS ps, arraySplit((x, y) -> y, v, cut) AS vs,
        arraySplit((x, y) -> y, u, cut) AS us
        ${own ? `, arraySplit((x, y) -> y, ${gapsOfKinds('a')}, cut) AS owns` : ''}
      FROM ${sequences(scope, withGaps(scope, ['c', 'p', 'v', 'u']), only)}
    )
    ARRAY JOIN
      ts AS jt, gs AS jg, cs AS jc, ps AS jp, vs AS jv, us AS ju, arrayEnumerate(ts) AS position${own ? ', owns AS ja' : ''}
  )`;
    if (shape !== 'wire') return sql;
    return `SELECT toJSONString(CAST(tuple(${names.join(', ')}), $$Tuple(
      subject String, journey UInt32, started_at DateTime64(3, 'UTC'), ended_at DateTime64(3, 'UTC'),
      outcome String, value Nullable(Decimal(18, 4)), currency Nullable(String), touches UInt32,
      visits UInt32, pauses UInt32, left_cut Bool, touchpoints Array(String), channels Array(String),
      times Array(DateTime64(3, 'UTC')))$$)) AS line FROM (${sql})`;
  };

  return {
    rows,
    frozen,
    definition,
    whole: (shape) => ({ sql: select(shape), params: frozen }),
    async *slices(shape, after) {
      const one = `${known} AND cityHash64(${scope.subject}) % {slices:UInt32} = {slice:UInt32}`;
      for (let slice = Number(after?.['slice'] ?? 0); slice < slices; slice++) {
        yield {
          sql: select(shape, one),
          params: { ...frozen, slice },
          rowsAfter: Math.round((rows * (slice + 1)) / slices),
          position: { slice: slice + 1 },
        };
      }
    },
  };
}

async function counted(
  parameters: JourneysParameters,
  context: ReportContext,
  partTouches: number,
): Promise<Resumed> {
  const { params, population, scope } = await prepare(parameters, context, { needsGap: true });
  const slices = Math.max(1, Math.ceil(population.touches / partTouches));
  return { rows: population.journeys, frozen: { ...params, slices, registry: scope.registry } };
}
