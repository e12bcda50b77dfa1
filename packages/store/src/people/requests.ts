import { words } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import type { Database } from './database.ts';
import type { PrivacyRequest } from './types.ts';

const say = words({
  'There is no request {id}.': 'Es gibt keine Anfrage {id}.',
  '`touchtrail people requests` lists them.': '`touchtrail people requests` listet sie auf.',
});

interface Row {
  id: string;
  site: string;
  kind: PrivacyRequest['kind'];
  subjectHash: string;
  actor: string;
  state: PrivacyRequest['state'];
  step: string;
  receipt: string;
  error: string;
  requestedAt: number;
  updatedAt: number;
}

/** Requests of people in the table `privacy_requests`; every change is a new row, the newest counts. */
export interface Requests {
  save(request: PrivacyRequest): Promise<PrivacyRequest>;
  find(id: string): Promise<PrivacyRequest>;
  list(filter?: { site?: string; id?: string; limit?: number }): Promise<PrivacyRequest[]>;
}

export function createRequests(database: Database, clock: () => number): Requests {
  const list: Requests['list'] = async ({ site = '', id = '', limit = 100 } = {}) => {
    const rows = await database.query<Row>(
      `SELECT toString(r.id) AS id, site_id AS site, kind, subject_hash AS subjectHash, actor, state, step,
         receipt, error, toUnixTimestamp64Milli(requested_at) AS requestedAt,
         toUnixTimestamp64Milli(updated_at) AS updatedAt
       FROM privacy_requests AS r FINAL
       WHERE ({site:String} = '' OR site_id = {site:String}) AND ({id:String} = '' OR toString(r.id) = {id:String})
       ORDER BY requested_at DESC, id LIMIT {limit:UInt32}`,
      { site, id, limit },
    );
    return rows.map((row) => ({
      ...row,
      receipt: JSON.parse(row.receipt || '{}') as PrivacyRequest['receipt'],
    }));
  };
  return {
    list,
    async find(id) {
      const [found] = await list({ id, limit: 1 });
      if (found) return found;
      throw new StoreError(
        'request_unknown',
        say('There is no request {id}.', { id }),
        say('`touchtrail people requests` lists them.'),
      );
    },
    async save(request) {
      const saved = { ...request, updatedAt: Math.max(clock(), request.updatedAt + 1) };
      await database.insert('privacy_requests', [
        {
          id: saved.id,
          site_id: saved.site,
          kind: saved.kind,
          subject_hash: saved.subjectHash,
          actor: saved.actor,
          state: saved.state,
          step: saved.step,
          receipt: JSON.stringify(saved.receipt),
          error: saved.error,
          requested_at: saved.requestedAt,
          updated_at: saved.updatedAt,
        },
      ]);
      return saved;
    },
  };
}
