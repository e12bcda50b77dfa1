/**
 * New links, made inside the engine. Of twenty one joins a device to an e-mail hash and one that hash to a
 * user; of ten users three have a second device.
 */
export const linksSql = (site: string, from: number, count: number): string => `
  INSERT INTO id_edges (site_id, from_kind, from_id, to_kind, to_id, kind, source, first_seen, last_seen, added_at, heard_at)
  SELECT '${site}',
    if(n % 20 = 1, 'email', 'anonymous'), if(n % 20 = 1, concat('h_', toString(n - 1)), concat('device-', toString(n))),
    if(n % 20 = 0, 'email', 'user'), if(n % 20 = 0, concat('h_', toString(n)), concat('user-', toString(intDiv(n * 7, 10)))),
    if(n % 20 < 2, 'email', 'login'), 'sdk', now64(3), now64(3), now64(3), now64(3)
  FROM (SELECT number + ${from} AS n FROM numbers(${count}))`;
