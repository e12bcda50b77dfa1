import { entryMedia } from '@touchtrail/contract';
import { visibleSql } from '../people/visible.ts';
import type { TouchMapping } from '../types.ts';

/** Whose touches a row holds. */
export type SequenceKind = 'person' | 'account';

/** The way rows are made. After a change of it all are made again. */
export const layout = 1;

// As reports name a subject: a zero character stands before an id without a user, because it may equal
// somebody's user id.
const ownerSql = `SELECT id, kind = 'anonymous' AS anonymous,
      if(startsWith(person, 'user:'), '', char(0)) || substring(person, position(person, ':') + 1) AS owner
    FROM id_map FINAL
    WHERE site_id = {site:String} AND kind IN ('anonymous', 'user') AND state = 'joined'
      AND person != concat(kind, ':', id)`;

/** The subject of a row of `events`, and the join it needs. */
const subjectOf: Readonly<Record<SequenceKind, { subject: string; join: string; has: string }>> = {
  person: {
    subject: `multiIf(link.owner != '', link.owner, user_id = '', char(0) || subject_id, subject_id)`,
    join: `LEFT ANY JOIN (${ownerSql}) AS link
      ON events.subject_id = link.id AND (events.user_id = '') = link.anonymous`,
    has: 'true',
  },
  account: { subject: 'account_id', join: '', has: `account_id != ''` },
};

const columns = ['t', 'x', 'k', 'm', 'd', 'h', 'c', 'e', 'f', 'v', 'u'] as const;

/** Touches that reports count: no interactions, nobody's program, nobody hidden. */
const counted = `site_id = {site:String} AND type IN ('touch', 'conversion', 'feedback') AND bot = '' AND ${visibleSql}`;

/** How many rows of `events` sequences of a kind are made from. */
export const touchesSql = (kind: SequenceKind): string =>
  `SELECT toUInt64(count()) AS n FROM events WHERE ${counted} AND ${subjectOf[kind].has}`;

/**
 * Fills `journey_sequences` with one row a subject. Arrays that are sorted after grouping, see
 * docs/adr/0034; a row stored twice has the same time and id and counts once.
 *
 * @param only which subjects: a part of all by their hash, or those that a run wrote down
 */
export function fillSql(
  kind: SequenceKind,
  { touchKey, phase, backstage }: TouchMapping,
  only: 'part' | 'work',
): string {
  const { subject, join, has } = subjectOf[kind];
  const some =
    only === 'part'
      ? ''
      : `AND ${subject} IN (SELECT id FROM journey_work WHERE run = {run:UInt64} AND what = 'subject')
        ${kind === 'person' ? `AND subject_id IN (SELECT id FROM journey_work WHERE run = {run:UInt64} AND what = 'id')` : ''}`;
  return `
  INSERT INTO journey_sequences (site_id, kind, subject_hash, version, subject, ids, ${columns.join(', ')})
  SELECT {site:String}, '${kind}', cityHash64(subject), {version:UInt64}, subject, ids,
    s.1, ${columns
      .slice(1)
      .map((_, at) => `s.${at + 4}`)
      .join(', ')}
  FROM (
    SELECT
      ${subject} AS subject, groupUniqArray(cityHash64(subject_id)) AS ids,
      arrayCompact(x -> (x.1, x.3), arraySort(groupArray((
        toUnixTimestamp64Milli(ts), seq, event_id,
        transform(toString(type), ['touch', 'conversion', 'feedback'], [toUInt8(1), toUInt8(2), toUInt8(3)], toUInt8(0)),
        cityHash64(${touchKey}), cityHash64(name),
        cityHash64(session_id, if(session_id = '', toString(event_id), '')), cityHash64(event_id),
        channel,
        transform(lower(campaign_medium), {entryMedia:Array(String)}, {entryChannels:Array(String)}, toString(channel)),
        toLowCardinality(toString(${phase})), value, currency
      )))) AS s
    FROM events ${join}
    WHERE ${counted} AND ${has} ${backstage ? `AND NOT ${backstage.isTouch}` : ''} ${some}
      AND cityHash64(${subject}) % {parts:UInt32} = {part:UInt32}
    GROUP BY subject
  )`;
}

/** Values for the places of {@link fillSql} that are the same for all. */
export const fillParams = ({ params }: TouchMapping): Record<string, unknown> => ({
  ...params,
  entryMedia: entryMedia.media,
  entryChannels: entryMedia.channels,
});

/** Ids that may be somebody's, as subject ids stand in `events`. */
const touchedIds = `SELECT id FROM journey_work WHERE run = {run:UInt64} AND what = 'touched'`;

/** Subject ids of what came in at these times, and those whose hash is named. */
export const touchedSql = `
  INSERT INTO journey_work (run, what, id)
  SELECT DISTINCT {run:UInt64}, 'touched', subject_id FROM events
  WHERE site_id = {site:String}
    AND (inserted_at IN (SELECT fromUnixTimestamp64Milli(arrayJoin({stamps:Array(Int64)}), 'UTC')))`;

/** The same for ids whose person may have changed. */
export const movedSql = `
  INSERT INTO journey_work (run, what, id)
  SELECT DISTINCT {run:UInt64}, 'touched', id FROM (
    SELECT id FROM id_map WHERE site_id = {site:String} AND kind IN ('anonymous', 'user') AND version > {idsSince:UInt64}
    UNION ALL
    SELECT subject_id FROM events WHERE {marks:UInt8} AND site_id = {site:String}
      AND cityHash64(subject_id) IN (
        SELECT id FROM journey_touched
        WHERE site_id = {site:String} AND touched_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
  )`;

/**
 * Subjects that must be made again: whose the touched ids are now, and with `moved` also whose they
 * were when their rows were made.
 */
export const subjectsSql = (kind: SequenceKind, moved: boolean): string => `
  INSERT INTO journey_work (run, what, id)
  SELECT DISTINCT {run:UInt64}, 'subject', subject FROM (
    ${
      kind === 'person'
        ? `SELECT if(link.owner != '', link.owner, if(touched.anonymous, char(0), '') || touched.id) AS subject
           FROM (SELECT id, arrayJoin([toUInt8(0), toUInt8(1)]) AS anonymous FROM (${touchedIds})) AS touched
           LEFT ANY JOIN (${ownerSql}) AS link
             ON touched.id = link.id AND touched.anonymous = link.anonymous`
        : `SELECT account_id AS subject FROM events
           WHERE site_id = {site:String} AND account_id != '' AND subject_id IN (${touchedIds})`
    }
    ${
      moved
        ? `UNION ALL
           SELECT subject FROM journey_sequences
           WHERE site_id = {site:String} AND kind = '${kind}' AND version >= {base:UInt64} AND subject != ''
             AND arrayExists(x -> x IN (
               SELECT cityHash64(id) FROM (${touchedIds})
               UNION ALL
               SELECT id FROM journey_touched WHERE site_id = {site:String}
                 AND touched_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')), ids)`
        : ''
    }
  )`;

/** Ids of the subjects to make, so that their events are found by the table's order. */
export const idsSql = `
  INSERT INTO journey_work (run, what, id)
  SELECT DISTINCT {run:UInt64}, 'id', id FROM (
    SELECT if(startsWith(id, char(0)), substring(id, 2), id) AS id FROM journey_work
    WHERE run = {run:UInt64} AND what = 'subject'
    UNION ALL
    SELECT id FROM (${ownerSql})
    WHERE owner IN (SELECT id FROM journey_work WHERE run = {run:UInt64} AND what = 'subject')
  )`;

/** Takes the place of rows of subjects that have no touches any more. */
export const emptiedSql = (kind: SequenceKind): string => `
  INSERT INTO journey_sequences (site_id, kind, subject_hash, version)
  SELECT DISTINCT {site:String}, '${kind}', subject_hash, {version:UInt64} FROM journey_sequences
  WHERE site_id = {site:String} AND kind = '${kind}' AND version >= {base:UInt64} AND version < {version:UInt64}
    AND subject_hash IN (SELECT cityHash64(id) FROM journey_work WHERE run = {run:UInt64} AND what = 'subject')
    AND subject_hash NOT IN (
      SELECT subject_hash FROM journey_sequences
      WHERE site_id = {site:String} AND kind = '${kind}' AND version = {version:UInt64})`;
