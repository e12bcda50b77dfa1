import type { PeopleStore } from '@touchtrail/store';
import type { Context } from 'hono';
import type { NodeEnv } from './access.ts';

/** The name under which somebody sees a subject. */
export type Veil = (site: string, subject: string) => string;

/**
 * Who may not see single people gets the same short name for the same subject, from which nobody can
 * tell who it is.
 *
 * @example
 * veilFor(c, people)('shop', 'ada@example.org'); // a viewer: 'p-Zm9vYmFyMQ', others: the id
 */
export const veilFor = (c: Context<NodeEnv>, people: Pick<PeopleStore, 'hash'>): Veil =>
  c.get('who').role === 'viewer'
    ? (site, subject) => (subject === '' ? '' : `p-${people.hash(site, subject).slice(0, 10)}`)
    : (_site, subject) => subject;
