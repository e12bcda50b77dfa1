import type { RegistryEffect, RuleEffect } from '@touchtrail/contract';
import { zone } from '../../app/state.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Changes } from './changes.tsx';
import { whenText } from './matcher-form.ts';
import { say } from './say.ts';
import type { Draft } from './draft.ts';

const levels = {
  error: 'is wrong and keeps it from being saved',
  refused: 'is saved only when that is meant',
  warning: 'warning',
} as const;

function Samples({ of }: { of: RuleEffect }) {
  if (of.samples.length === 0) return <>–</>;
  return (
    <ul>
      {of.samples.map((sample, index) => (
        <li key={index}>
          <bdi class="rule muted">
            {`${formatInstant(sample.at, zone.value)} · ${sample.name} · ${sample.url || sample.channel} · ${sample.touchpoint}`}
          </bdi>
        </li>
      ))}
    </ul>
  );
}

/** What saving would do to the events of the last 30 days. */
export function Effect({
  effect,
  registry,
}: {
  effect: RegistryEffect;
  registry: Draft['registry'];
}) {
  const was = new Set(
    effect.changes
      .filter(({ section, kind }) => section === 'rules' && kind !== 'removed')
      .map(({ key }) => Number(key)),
  );
  // Rules that are touched stand first: they are what is asked about.
  const rules = effect.rules.toSorted(
    (a, b) => Number(was.has(b.rule)) - Number(was.has(a.rule)) || a.rule - b.rule,
  );
  return (
    <div class="effect">
      <div role="status">
        <p>
          {say(
            'Of {events} events of the last 30 days {mapped} are at registered touchpoints, {unmapped} are not.',
            {
              events: formatCount(effect.events),
              mapped: formatCount(effect.mapped),
              unmapped: formatCount(effect.unmapped),
            },
          )}{' '}
          {say('{events} would be called otherwise than now.', {
            events: formatCount(effect.movedEvents),
          })}
        </p>
      </div>
      {effect.problems.map((one, index) => (
        <p key={index} class={one.level === 'warning' ? 'note' : 'warning'}>
          <bdi>
            {say(levels[one.level])}: {one.message}
          </bdi>
        </p>
      ))}
      {effect.moved.length > 0 && (
        <details>
          <summary>{say('What would be renamed')}</summary>
          <DataTable
            caption={say('What would be renamed')}
            rows={effect.moved}
            rowKey={({ from, to }) => `${from} ${to}`}
            columns={[
              { label: say('Touchpoint'), cell: ({ from }) => <Name>{from}</Name> },
              { label: say('is called'), cell: ({ to }) => <Name>{to}</Name> },
              { label: say('Events'), numeric: true, cell: ({ events }) => formatCount(events) },
            ]}
          />
        </details>
      )}
      {rules.length > 0 && (
        <details open={was.size > 0}>
          <summary>{say('What each rule would do')}</summary>
          <DataTable
            caption={say('What each rule would do')}
            rows={rules}
            limit={5}
            rowKey={({ rule }) => String(rule)}
            columns={[
              { label: say('Rule'), cell: ({ rule }) => String(rule) },
              {
                label: say('When'),
                cell: ({ rule }) => (
                  <bdi class="rule">{whenText(registry.rules[rule - 1]?.when ?? {})}</bdi>
                ),
              },
              { label: say('is called'), cell: ({ touchpoint }) => <Name>{touchpoint}</Name> },
              {
                label: say('would map'),
                numeric: true,
                cell: ({ events }) => formatCount(events),
              },
              {
                label: say('taken by earlier rules'),
                numeric: true,
                cell: ({ takenBefore }) => formatCount(takenBefore),
              },
              { label: say('Examples'), minor: true, cell: (one) => <Samples of={one} /> },
            ]}
          />
        </details>
      )}
      <details>
        <summary>{say('What is changed')}</summary>
        <Changes caption={say('What is changed')} changes={effect.changes} />
      </details>
    </div>
  );
}
