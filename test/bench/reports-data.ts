/**
 * Touches of one person for every seventeen of them or so over sixty days, made inside the engine: 40
 * touchpoints, visits of one to a dozen touches, and one person in five who is known by name only
 * from some visit on, so that the reports have devices to join.
 */
export const fillSql = `
INSERT INTO events
  (site_id, subject_id, ts, event_id, seq, type, name, touchpoint, channel, anonymous_id, user_id,
   account_id, value, currency, props, received_at, source)
WITH
  sipHash64(intDiv(number, 6), 1) AS visit,
  toUInt32(pow(visit % 1000003 / 1000003, 1.7) * {people:UInt32}) AS person,
  sipHash64(intDiv(number, 6), 2) % 1440 AS hour,
  number % 6 AS position,
  person % 5 = 0 AS joins,
  joins AND hour > 400 AS known,
  concat('d', toString(person)) AS device,
  concat('u', toString(person)) AS login,
  least(toUInt8(pow(sipHash64(number, 5) % 1000 / 1000, 2) * 40), 39) AS place,
  place = 37 AS buys,
  toUnixTimestamp64Milli(toDateTime64('2026-08-01 00:00:00', 3, 'UTC')) + hour * 3600000
    + sipHash64(visit, 9) % 3000000 + position * (5000 + sipHash64(visit, 3) % 240000) AS at
SELECT
  {site:String}, if(known, login, device), fromUnixTimestamp64Milli(toInt64(at), 'UTC'),
  reinterpretAsUUID(sipHash128(number)), toUInt32(number), if(buys, 'conversion', 'touch'),
  if(buys, 'order.completed', 'touch'),
  concat('place-', leftPad(toString(place), 2, '0')),
  ['web', 'mobile_web', 'app', 'email', 'chat', 'store', 'phone', 'ads'][1 + visit % 8],
  device, if(known, login, ''), if(person % 3 = 0, concat('acc', toString(person % 1000)), ''),
  if(buys, 10 + number % 90, 0), if(buys, 'EUR', ''), '{"plan":"a"}',
  fromUnixTimestamp64Milli(toInt64(at), 'UTC'), 'import'
FROM numbers({rows:UInt64})`;
