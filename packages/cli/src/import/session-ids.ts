import { eventUuid } from '@touchtrail/store';

const uuid = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;

/**
 * The UUID of a visit that its sender names: a UUID as it is, another name as the UUID made of site and
 * name.
 *
 * @example
 * sessionUuid('shop', 'visit-7') === sessionUuid('shop', 'visit-7'); // true
 */
export const sessionUuid = (site: string, name: string): string =>
  uuid.test(name) ? name : eventUuid(site, `session:${name}`);
