import type { AuditEntry, PeopleStore, PrivacyRequest } from '@touchtrail/store';
import { StoreError } from '@touchtrail/store';

const request = (
  kind: PrivacyRequest['kind'],
  site: string,
  state: PrivacyRequest['state'],
): PrivacyRequest => ({
  id: 'request-1',
  site,
  kind,
  subjectHash: 'hash',
  actor: 'token-1',
  state,
  step: '',
  receipt: {},
  error: '',
  requestedAt: 0,
  updatedAt: 0,
});

/** People of whom only `ada` is known, and what was asked about them. */
export function fakePeople() {
  const asked: string[] = [];
  const know = (kind: string, site: string, id: string) => {
    if (id !== 'ada') throw new StoreError('person_unknown', 'Nobody.', 'Check the id.');
    asked.push(`${kind} ${site} ${id}`);
  };
  const store: PeopleStore = {
    hash: (site, subject) => Buffer.from(`${site} ${subject}`).toString('hex').padEnd(43, '0'),
    resolve: (site, id) =>
      Promise.resolve({ site, id, subjects: [], sharedDevices: [], known: id === 'ada' }),
    async *export(site, id) {
      know('export', site, id);
      yield '{"type":"person"}\n';
      for (let n = 0; n < 5_000; n++)
        yield `{"type":"event","n":${n},"text":"${'x'.repeat(50)}"}\n`;
      yield '{"type":"end"}\n';
    },
    async requestErasure(site, id) {
      know('erase', site, id);
      return request('erase', site, 'running');
    },
    runErasure: async () => request('erase', 'shop', 'done'),
    waitingErasures: async () => [],
    missedErasures: async () => [],
    async restrict(site, id) {
      know('restrict', site, id);
      return request('restrict', site, 'done');
    },
    async unrestrict(site, id) {
      know('unrestrict', site, id);
      return request('unrestrict', site, 'done');
    },
    async rectify(site, id, props) {
      know(`rectify ${JSON.stringify(props)}`, site, id);
      return request('rectify', site, 'done');
    },
    requests: async ({ id } = {}) => (id === 'unknown' ? [] : [request('erase', 'other', 'done')]),
  };
  return { store, asked };
}

/** An audit log in memory. */
export function fakeAudit() {
  const entries: AuditEntry[] = [];
  return {
    entries,
    log: {
      add: async (entry: AuditEntry) => void entries.push(entry),
      list: async () => [],
    },
  };
}
