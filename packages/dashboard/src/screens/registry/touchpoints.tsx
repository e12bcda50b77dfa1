import type { Touchpoint } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { commonParameters, go, role, view, zone } from '../../app/state.ts';
import { answerOf, useReport } from '../../app/use-report.ts';
import { formatCount, formatFigure } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Kpi } from '../../ui/kpi.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { named } from '../../words/named.ts';
import { phaseName } from '../../words/phases.ts';
import { edit, withTouchpoint, withoutTouchpoint } from './draft.ts';
import type { Part } from './part.ts';
import { say } from './say.ts';
import { TouchpointForm } from './touchpoint-form.tsx';
import { typedIn } from './typed.ts';

/** Every registered touchpoint: what is said of it, and whether it is seen. */
export function Touchpoints({ answer, registry, state }: Part) {
  const { at } = view.value.marks;
  const [text, setText] = useState('');
  const fresh = typedIn(answer, 'new touchpoint', () => false);
  const may = role.value !== 'viewer';
  // Asked of what is saved; what is not saved yet has no figure.
  const isMeasured = answer.registry.touchpoints.some(({ measure }) => measure !== undefined);
  const base = commonParameters.value;
  const phasesNow = useReport('phases', base && isMeasured ? { ...base, kpis: true } : null);
  const kpis = answerOf(phasesNow)?.result.kpis;
  const use = new Map(state.use.value?.map((one) => [one.key, one]));
  const saved = new Set(answer.registry.touchpoints.map(({ key }) => key));
  const rules = new Map<string, number>();
  for (const { touchpoint } of registry.rules) {
    rules.set(touchpoint, (rules.get(touchpoint) ?? 0) + 1);
  }
  const phases = new Map(registry.phases.map((one) => [one.key, one.name]));
  const wanted = text.trim().toLowerCase();
  const shown = registry.touchpoints.filter((one) =>
    `${one.key} ${JSON.stringify(one.name ?? '')} ${one.owner ?? ''}`
      .toLowerCase()
      .includes(wanted),
  );
  const chosen: Touchpoint | undefined = fresh.value
    ? { key: '' }
    : registry.touchpoints.find(({ key }) => key === at);
  const close = () => {
    fresh.forget();
    go({ marks: { at: null } }, 'replace');
  };
  return (
    <>
      <div class="controls no-print">
        <label class="control">
          <span class="control-label">{say('Find a touchpoint')}</span>
          <input
            type="search"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {may && (
          <button type="button" class="button" onClick={() => fresh.set(true)}>
            {say('New touchpoint')}
          </button>
        )}
      </div>
      {may && chosen && (
        <TouchpointForm
          key={chosen.key}
          answer={answer}
          registry={registry}
          touchpoint={chosen}
          onClose={close}
          onTake={(touchpoint, begunFrom) => {
            edit(begunFrom, (now) => withTouchpoint(now, touchpoint));
            close();
          }}
        />
      )}
      <DataTable
        caption={say('Touchpoints')}
        rows={shown}
        limit={40}
        empty={
          wanted === '' ? say('No touchpoint is registered.') : say('No touchpoint of that name.')
        }
        rowKey={({ key }) => key}
        columns={[
          {
            label: say('Touchpoint'),
            cell: ({ key, name, backstage }) => (
              <>
                <Name>{named(name, key)}</Name>{' '}
                {named(name, key) !== key && <bdi class="muted rule">{key}</bdi>}
                {backstage === true && <span class="muted"> ┄ {common('backstage')}</span>}
              </>
            ),
          },
          {
            label: common('Phase'),
            cell: ({ phase }) => (
              <bdi>{phase === undefined ? '–' : phaseName(phase, phases.get(phase))}</bdi>
            ),
          },
          {
            label: common('Channel'),
            minor: true,
            cell: ({ channel }) => (
              <bdi>
                {channel === undefined
                  ? '–'
                  : named(registry.channels[channel], channelName(channel))}
              </bdi>
            ),
          },
          { label: say('Owner'), minor: true, cell: ({ owner }) => <bdi>{owner ?? '–'}</bdi> },
          {
            label: say('Rules'),
            numeric: true,
            minor: true,
            cell: ({ key }) => formatCount(rules.get(key) ?? 0),
          },
          {
            label: say('seen 30 d'),
            numeric: true,
            cell: ({ key }) => (state.use.value ? formatCount(use.get(key)?.events ?? 0) : '…'),
          },
          {
            label: say('last seen'),
            minor: true,
            cell: ({ key }) => {
              const last = use.get(key)?.lastSeenAt;
              if (last) return formatInstant(last, zone.value);
              return state.use.value ? say('never') : '…';
            },
          },
          {
            label: say('KPI: actual, target, best'),
            minor: true,
            cell: ({ key, kpi, target, bestInClass }) => {
              const known = kpis?.find((one) => one.touchpoint === key);
              if (known) return <Kpi of={known} />;
              return target === undefined && bestInClass === undefined ? (
                <bdi>{kpi ?? '–'}</bdi>
              ) : (
                `${formatFigure(target ?? null)} / ${formatFigure(bestInClass ?? null)}`
              );
            },
          },
          {
            label: say('Status'),
            cell: ({ key }) => {
              if (!saved.has(key)) return say('not saved');
              const seen = use.get(key);
              if (!seen) return '–';
              return seen.events > 0 ? (
                say('seen')
              ) : (
                <span class="status-silent">▲ {say('silent')}</span>
              );
            },
          },
          ...(may
            ? [
                {
                  label: say('Edit'),
                  cell: ({ key }: Touchpoint) => (
                    <span class="row-tools no-print">
                      <Link
                        class="button small"
                        to={{ marks: { at: key } }}
                        label={say('Edit {key}', { key })}
                      >
                        {say('Edit')}
                      </Link>
                      <button
                        type="button"
                        class="button small"
                        aria-label={say('Remove {key}', { key })}
                        onClick={() => edit(answer, (now) => withoutTouchpoint(now, key))}
                      >
                        {say('Remove')}
                      </button>
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
