import type {
  AttributeStatement,
  ProfileAccount,
  ProfileAttribute,
  ProfileJourney,
  ProfileLink,
  ProfileRating,
} from '@touchtrail/contract';
import { zone } from '../../app/state.ts';
import { formatCount, formatFigure } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Link } from '../../ui/link.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { common } from '../../words/common.ts';
import { say } from './say.ts';

const when = (at: number): string => formatInstant(at, zone.value);

/** Journeys with their outcome, newest first. */
export function Journeys({ rows }: { rows: readonly ProfileJourney[] }) {
  if (rows.length === 0) return null;
  return (
    <Figure
      title={common('Journeys')}
      chart={
        <DataTable
          caption={common('Journeys')}
          rows={rows}
          rowKey={(row) => `${row.from} ${row.to}`}
          columns={[
            { label: say('Begun'), cell: (row) => when(row.from) },
            { label: say('Ended'), cell: (row) => when(row.to) },
            { label: say('Outcome'), cell: (row) => common(row.outcome) },
            { label: common('Touches'), numeric: true, cell: (row) => formatCount(row.touches) },
            {
              label: common('Touchpoint'),
              cell: (row) => (
                <bdi>
                  {say('From {first} to {last}', {
                    first: row.firstTouchpoint,
                    last: row.lastTouchpoint,
                  })}
                </bdi>
              ),
            },
            {
              label: common('Value'),
              numeric: true,
              cell: (row) => (row.value === 0 ? '–' : `${formatFigure(row.value)} ${row.currency}`),
            },
          ]}
        />
      }
    />
  );
}

const stated = (one: AttributeStatement): string => String(one.value ?? '–');

/** Attributes with who said them when, and who says otherwise. */
export function Attributes({ rows }: { rows: readonly ProfileAttribute[] }) {
  if (rows.length === 0) return null;
  return (
    <Figure
      title={say('What is known')}
      chart={
        <DataTable
          caption={say('What is known')}
          rows={rows}
          rowKey={(row) => row.name}
          columns={[
            { label: say('Attribute'), cell: (row) => <Name>{row.name}</Name> },
            { label: common('Value'), cell: (row) => <Name>{stated(row)}</Name> },
            { label: say('Source'), cell: (row) => row.source },
            { label: say('Time'), cell: (row) => when(row.at) },
            {
              label: say('Other values'),
              cell: (row) => (
                <ul class="plain-list">
                  {row.others.map((other, index) => (
                    <li key={index}>
                      <bdi>{stated(other)}</bdi>{' '}
                      <span class="quiet">{`${other.source}, ${when(other.at)}`}</span>
                      {other.conflict && (
                        <span class="tag">{say('another source says otherwise')}</span>
                      )}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      }
    />
  );
}

/** Companies a person was seen for. */
export function Accounts({ rows }: { rows: readonly ProfileAccount[] }) {
  if (rows.length === 0) return null;
  return (
    <Figure
      title={common('Accounts')}
      chart={
        <DataTable
          caption={common('Accounts')}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            {
              label: say('Account'),
              cell: (row) => (
                <Link to={{ screen: 'accounts', marks: { account: row.id } }}>
                  <Name>{row.id}</Name>
                </Link>
              ),
            },
            { label: say('Role'), cell: (row) => <Name>{row.role}</Name> },
            { label: say('Department'), cell: (row) => <Name>{row.department}</Name> },
            { label: say('First seen'), cell: (row) => when(row.firstSeen) },
            {
              label: say('Last seen'),
              cell: (row) => (
                <>
                  {when(row.lastSeen)} {row.left && <span class="tag">{say('left')}</span>}
                </>
              ),
            },
          ]}
        />
      }
    />
  );
}

/** What a person answered. */
export function Ratings({ rows }: { rows: readonly ProfileRating[] }) {
  if (rows.length === 0) return null;
  return (
    <Figure
      title={say('Ratings')}
      chart={
        <DataTable
          caption={say('Ratings')}
          rows={rows}
          rowKey={(row) => `${row.at} ${row.touchpoint}`}
          columns={[
            { label: common('Touchpoint'), cell: (row) => <Touchpoint of={row.touchpoint} /> },
            { label: say('Time'), cell: (row) => when(row.at) },
            {
              label: say('Rating'),
              numeric: true,
              cell: (row) => `${formatFigure(row.rating)} ${row.scale}`,
            },
            { label: say('Comment'), cell: (row) => <bdi>{row.comment}</bdi> },
          ]}
        />
      }
    />
  );
}

/** The links that make several ids one person. */
export function Links(props: { rows: readonly ProfileLink[]; shared: readonly string[] }) {
  const { rows, shared } = props;
  if (rows.length === 0 && shared.length === 0) return null;
  return (
    <Figure
      title={say('Why these ids are one person')}
      chart={
        <DataTable
          caption={say('Why these ids are one person')}
          rows={rows}
          rowKey={(row) => `${row.from} ${row.to} ${row.kind}`}
          columns={[
            { label: common('From'), cell: (row) => <Name>{row.from}</Name> },
            { label: say('Joined with'), cell: (row) => <Name>{row.to}</Name> },
            { label: say('Kind'), cell: (row) => row.kind },
            { label: say('Source'), cell: (row) => row.source },
            { label: say('First seen'), cell: (row) => when(row.firstSeen) },
            { label: say('Last seen'), minor: true, cell: (row) => when(row.lastSeen) },
          ]}
        />
      }
      footer={
        shared.length > 0 && (
          <p class="quiet">
            <bdi>
              {say('Devices that are nobody’s, because several people used them: {ids}', {
                ids: shared.join(', '),
              })}
            </bdi>
          </p>
        )
      }
    />
  );
}
