import type { CommonParameters } from '@touchtrail/contract';
import { createScope, readMapping } from '../base/scope.ts';
import type { Params } from '../base/scope.ts';
import type { ReportContext } from '../reports.ts';
import { eventColumns } from './event-columns.ts';
import type { EventColumn } from './event-columns.ts';
import type { ExportShape, ExportSource, Resumed } from './source.ts';

/** Rows a part: some seconds of work, and no more than that is done again after an interruption. */
const sliceRows = 1_000_000;
const timeoutMs = 3_600_000;

const ofWire = (column: EventColumn): string =>
  column.type === 'String' ? `nullIf(${column.sql}, '')` : column.sql;

const tupleOf = (columns: readonly EventColumn[], nameOf: (wire: string) => string): string => {
  const types = columns.map(
    ({ wire = '', type }) =>
      `${nameOf(wire)} ${type.startsWith('Array') ? type : `Nullable(${type})`}`,
  );
  return `CAST(tuple(${columns.map(ofWire).join(', ')}), $$Tuple(${types.join(', ')})$$)`;
};

/** `{…}` of some fields as JSON text; absent fields are left out. */
function objectSql(columns: readonly EventColumn[], group = ''): string {
  const name = (wire: string) => (group === '' ? wire : wire.slice(group.length + 1));
  return `toJSONString(${tupleOf(columns, name)})`;
}

const inGroup = (group: string) =>
  eventColumns.filter(({ wire }) => wire?.startsWith(`${group}.`) === true);

/**
 * An event as it goes over the wire. `props` is JSON text already; what only the store knows is under
 * `stored`, which the wire passes over.
 */
function wireSql(): string {
  const plain = eventColumns.filter(
    ({ wire }) => wire !== undefined && !wire.includes('.') && wire !== 'props',
  );
  const groups = ['page', 'campaign', 'device', 'experience'].map(
    (group) =>
      `replaceOne(concat(',"${group}":', ${objectSql(inGroup(group), group)}), ',"${group}":{}', '')`,
  );
  const stored = eventColumns
    .filter(({ wire }) => wire === undefined)
    .map((column) => ({ ...column, wire: column.name.replace(/^stored_/, '') }));
  return `concat(
    trimRight(${objectSql(plain)}, '}'), ${groups.join(',\n    ')},
    if(props = '', '', concat(',"props":', props)),
    if(consent_decided_at IS NULL, '', concat(',"consent":', ${objectSql(inGroup('consent'), 'consent')})),
    ',"stored":', ${objectSql(stored)}, '}') AS line`;
}

function columnsSql(shape: ExportShape): string {
  if (shape === 'wire') return wireSql();
  return eventColumns
    .map(({ name, sql, type }) => {
      const cell =
        shape === 'table' && type === 'Array(String)' ? `arrayStringConcat(${sql}, ' ')` : sql;
      return `${cell} AS \`${name}\``;
    })
    .join(', ');
}

const definition =
  'Every event that is stored, once, whatever its type; hidden and erased people left out; of a segment all events of its people.';

/**
 * Events of a site in the range, by month, person and time; never more than a month is put in order. A
 * row that was stored twice and is not merged yet comes once.
 *
 * @param resumed what an interrupted run had frozen
 */
export async function eventExport(
  parameters: CommonParameters,
  { reader, signal }: ReportContext,
  resumed?: Resumed,
  partRows = sliceRows,
): Promise<ExportSource> {
  const { site, from, to, segment } = parameters;
  const frozenAt = resumed?.frozen['registry'];
  const mapping = await readMapping(
    reader,
    site,
    frozenAt === undefined ? undefined : Number(frozenAt),
  );
  const scope = createScope(parameters, mapping);
  const run = <Row>(sql: string, params: Params): Promise<Row[]> =>
    reader.query<Row>({ sql, params, timeoutMs, ...(signal && { signal }) });

  const bounds: Params = {
    site,
    registry: mapping.version,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  const range = [
    'site_id = {site:String}',
    ...(from !== undefined ? [`ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`] : []),
    ...(to !== undefined ? [`ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`] : []),
  ];
  const frozen = resumed?.frozen ?? {
    ...bounds,
    snapshot:
      (
        await run<{ last: number }>(
          `SELECT toUnixTimestamp64Milli(max(received_at)) AS last FROM events WHERE ${range.join(' AND ')}`,
          bounds,
        )
      )[0]?.last ?? 0,
  };
  const where = [...range, `received_at <= fromUnixTimestamp64Milli({snapshot:Int64}, 'UTC')`];
  const params: Params = { ...frozen };
  if (segment.length > 0) {
    Object.assign(params, scope.params);
    // 64-bit hashes of ids: a set of millions of texts would not fit.
    where.push(`cityHash64(subject_id) IN (
      SELECT arrayJoin(ids) FROM (
        SELECT ${scope.subject} AS subject, groupUniqArray(cityHash64(subject_id)) AS ids
        FROM events ${scope.join} WHERE ${scope.where} AND ${scope.hasSubject}
        GROUP BY subject ${scope.having}
      ))`);
  }
  const settings =
    'SETTINGS do_not_merge_across_partitions_select_final = 1, prefer_column_name_to_alias = 1';
  const count = async (final: string): Promise<number> => {
    const [counted] = await run<{ n: number }>(
      `SELECT count() AS n FROM events ${final} WHERE ${where.join(' AND ')} ${settings}`,
      params,
    );
    return counted?.n ?? 0;
  };
  const rows = resumed?.rows ?? (await count('FINAL'));
  frozen['twice'] ??= (await count('')) > rows ? 1 : 0;
  // Putting parts side by side costs five times as much: only where a row is there twice.
  const final = frozen['twice'] === 1 ? 'FINAL' : '';

  const select = (shape: ExportShape, more: readonly string[] = [], order = '') =>
    `SELECT ${columnsSql(shape)} FROM events ${final} WHERE ${[...where, ...more].join(' AND ')} ${order} ${settings}`;
  // Without FINAL, which would open every part of every month at once: what is there twice is found by
  // its key, and of each the row that was told by the latest rules is taken.
  const key = 'cityHash64(subject_id, ts, event_id)';
  const twice = `(SELECT ${key} AS k FROM events WHERE ${where.join(' AND ')} GROUP BY k HAVING count() > 1)`;
  const once = (shape: ExportShape) => {
    const rowsOf = `SELECT ${columnsSql(shape)} FROM events WHERE ${where.join(' AND ')}`;
    return `SELECT * FROM (
      ${rowsOf} AND ${key} NOT IN ${twice}
      UNION ALL
      ${rowsOf} AND ${key} IN ${twice} ORDER BY enrichment_version DESC LIMIT 1 BY subject_id, ts, event_id
    ) ${settings}`;
  };
  const inMonth =
    `ts >= fromUnixTimestamp64Milli({monthFrom:Int64}, 'UTC')` +
    ` AND ts < fromUnixTimestamp64Milli({monthTo:Int64}, 'UTC')`;
  const order = 'ORDER BY site_id, subject_id, ts, event_id';

  return {
    rows,
    frozen,
    definition,
    whole: (shape) => ({ sql: final === '' ? select(shape) : once(shape), params }),
    async *slices(shape, after) {
      if (segment.length > 0) {
        // To find who is in a segment takes a pass over everybody: once, not once a part.
        if (after === undefined) {
          yield { sql: select(shape), params, rowsAfter: rows, position: { all: 1 } };
        }
        return;
      }
      const months = await run<{ first: number; next: number }>(
        `SELECT toUnixTimestamp64Milli(toDateTime64(toStartOfMonth(any(ts)), 3, 'UTC')) AS first,
           toUnixTimestamp64Milli(toDateTime64(toStartOfMonth(any(ts)) + INTERVAL 1 MONTH, 3, 'UTC')) AS next
         FROM events WHERE ${where.join(' AND ')} GROUP BY toYYYYMM(ts) ORDER BY first`,
        params,
      );
      let done = Number(after?.['rows'] ?? 0);
      for (const { first, next } of months) {
        const month = { monthFrom: first, monthTo: next };
        if (Number(after?.['month'] ?? 0) > first) continue;
        let subject = after?.['month'] === first ? String(after['subject']) : '';
        for (;;) {
          const [found] = await run<{ upto: string; n: number }>(
            `SELECT max(subject_id) AS upto, count() AS n FROM (
               SELECT subject_id FROM events
               WHERE ${where.join(' AND ')} AND ${inMonth} AND subject_id > {subject:String}
               ORDER BY site_id, subject_id LIMIT {partRows:UInt32})`,
            { ...params, ...month, subject, partRows },
          );
          if (!found || found.n === 0) break;
          done += found.n;
          yield {
            sql: select(
              shape,
              [inMonth, 'subject_id > {subject:String}', 'subject_id <= {upto:String}'],
              order,
            ),
            params: { ...params, ...month, subject, upto: found.upto },
            rowsAfter: Math.min(done, rows),
            position: { month: first, subject: found.upto, rows: done },
          };
          subject = found.upto;
        }
      }
    },
  };
}
