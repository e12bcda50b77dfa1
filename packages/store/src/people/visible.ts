/**
 * The condition that reads of `events` get while somebody is hidden. Hashes of 64 bits, because
 * comparing pairs of text cost three times as much: a chance in 10^9 to hide another one of 10 million
 * people while a thousand are hidden.
 */
export const visibleSql =
  'cityHash64(site_id, subject_id) NOT IN (SELECT cityHash64(site_id, subject_id) FROM hidden_subjects)';

const hiddenSql = '(SELECT cityHash64(site_id, subject_id) FROM hidden_subjects)';

/** The condition of every table that reports and profiles read about people. */
export const visibleByTable: Readonly<Record<string, string>> = {
  events: visibleSql,
  account_members: `cityHash64(site_id, id) NOT IN ${hiddenSql}`,
  hashed_ids: `cityHash64(site_id, id) NOT IN ${hiddenSql}`,
  segment_members: `cityHash64(site_id, id) NOT IN ${hiddenSql}`,
};
