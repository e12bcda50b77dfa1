import { site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from './say.ts';

/** A request of a person, as it is kept: without ids. */
interface Request {
  id: string;
  kind: string;
  actor: string;
  state: 'running' | 'done' | 'failed';
  step: string;
  error: string;
  requestedAt: number;
  receipt: {
    subjects?: number;
    counts?: Record<string, number>;
    proof?: { found: unknown[] };
  };
}

function proofOf({ receipt }: Request): string {
  if (receipt.counts === undefined) return '–';
  const rows = Object.values(receipt.counts).reduce((sum, count) => sum + count, 0);
  const erased = say('{rows} rows of {people} ids erased', {
    rows: formatCount(rows),
    people: formatCount(receipt.subjects ?? 0),
  });
  if (!receipt.proof) return erased;
  const found = receipt.proof.found.length;
  const proof =
    found === 0
      ? say('nothing was found afterwards')
      : say('found afterwards in {n} columns', { n: formatCount(found) });
  return `${erased}; ${proof}`;
}

/** What people asked for, and how far it is. */
export function Requests() {
  const { value, error, again } = useGet<Request[]>(
    `/api/privacy/requests?site=${encodeURIComponent(site.value?.id ?? '')}`,
  );
  if (error) return <Problem error={error} retry={again} />;
  if (!value) return <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />;
  return (
    <DataTable
      caption={say('Requests of people')}
      rows={value}
      limit={25}
      empty={say('No request yet.')}
      rowKey={({ id }) => id}
      columns={[
        { label: say('Request'), cell: ({ id }) => <Name>{id}</Name> },
        { label: say('Kind'), cell: ({ kind }) => kind },
        {
          label: say('State'),
          cell: ({ state, step, error: why }) => (
            <span class="rule">
              {say(state)}
              {state === 'running' && ` · ${step}`}
              {why !== '' && <bdi class="status-silent"> {why}</bdi>}
            </span>
          ),
        },
        {
          label: say('Asked'),
          minor: true,
          cell: ({ requestedAt }) => formatInstant(requestedAt, zone.value),
        },
        { label: say('By'), minor: true, cell: ({ actor }) => <Name>{actor}</Name> },
        { label: say('Proof'), cell: (one) => <span class="rule">{proofOf(one)}</span> },
      ]}
    />
  );
}
