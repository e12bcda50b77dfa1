import { go, role } from '../../app/state.ts';
import { formatCount, formatFigure, formatSigned } from '../../format/numbers.ts';
import { formatDay } from '../../format/times.ts';
import { Kpi } from '../../ui/kpi.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { beginAction } from '../actions/draft.ts';
import { stateName } from '../actions/say.ts';
import type { MapColumn } from './map-columns.ts';
import { say } from './say.ts';

/** What decides and what loses in a phase, each with its evidence; an action can be made of what hurts. */
export function Marks({ column }: { column: MapColumn }) {
  if (column.truths.length + column.pains.length === 0) {
    return <span class="muted">{column.judged ? say('none is certain') : '…'}</span>;
  }
  return (
    <ul class="map-list">
      {column.truths.map(({ row, name }) => (
        <li key={row.touchpoint} class="is-truth">
          <Link to={{ screen: 'make-or-break', marks: { at: row.touchpoint } }}>◆ {name}</Link>
          <span class="muted">
            {say('{effect} points of conversion', {
              effect: formatSigned(row.effect?.value ?? 0),
            })}
          </span>
        </li>
      ))}
      {column.pains.map((pain) => (
        <li key={`${pain.kind}${pain.row.touchpoint}`} class="is-pain">
          <Link
            to={
              pain.kind === 'breaks'
                ? { screen: 'make-or-break', marks: { at: pain.row.touchpoint } }
                : { screen: 'drop-off' }
            }
          >
            ▲ {pain.name}
          </Link>
          <span class="muted">
            {pain.kind === 'breaks'
              ? say('{effect} points of conversion', {
                  effect: formatSigned(pain.row.effect?.value ?? 0),
                })
              : say('{excess} more abandonments than expected', {
                  excess: formatCount(Math.round(pain.row.excess.value)),
                })}
          </span>
          {role.value !== 'viewer' && (
            <button
              type="button"
              class="button small no-print"
              aria-label={say('Make an action of {name}', { name: pain.name })}
              onClick={() => {
                beginAction({
                  title: say('{name}: lose fewer', { name: pain.name }).slice(0, 300),
                  target: {
                    metric: pain.kind === 'breaks' ? 'conversion' : 'loss',
                    touchpoint: pain.row.touchpoint,
                    days: 28,
                  },
                });
                go({ screen: 'actions' });
              }}
            >
              {say('+ Action')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What people wrote about a phase: who answers for what, what is done, what is aimed at. */
export function Said({ column }: { column: MapColumn }) {
  return (
    <ul class="map-list">
      {column.owners.map(({ owner, touchpoints }) => (
        <li key={owner}>
          <bdi>{owner}</bdi> <bdi class="muted">{touchpoints.join(', ')}</bdi>
        </li>
      ))}
      {column.owners.length === 0 && <li class="muted">{say('nobody named')}</li>}
      {column.actions.map((action) => (
        <li key={action.id}>
          <Link to={{ screen: 'actions' }}>
            <bdi>{action.title}</bdi>
          </Link>{' '}
          <bdi class="muted">
            {[
              stateName(action.state),
              action.owner,
              action.due !== null && say('due {day}', { day: formatDay(action.due) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </bdi>
        </li>
      ))}
      {column.targets.map(({ name, kpi, target, best, known }) => (
        <li key={name}>
          <Name>{name}</Name>{' '}
          {known ? (
            <Kpi of={known} />
          ) : (
            <>
              <bdi>{kpi}</bdi>{' '}
              <span class="muted">
                {[
                  target !== undefined && say('target {n}', { n: formatFigure(target) }),
                  best !== undefined && say('best {n}', { n: formatFigure(best) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
