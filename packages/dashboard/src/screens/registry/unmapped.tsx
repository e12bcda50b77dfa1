import type { UnmappedGroup } from '@touchtrail/contract';
import { role, zone } from '../../app/state.ts';
import { useKept } from '../../app/use-kept.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Problem } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { edit, mapped } from './draft.ts';
import { whenText } from './matcher-form.ts';
import type { Part } from './part.ts';
import { say } from './say.ts';

/** To a new touchpoint of the suggested key, to the one most like it, or to any that is typed. */
function MapTo({ group, answer }: { group: UnmappedGroup } & Pick<Part, 'answer'>) {
  const { suggestion, pattern } = group;
  const { nearest, key } = suggestion;
  const [typed, setTyped, forget] = useKept(`map ${answer.site} ${group.channel} ${pattern}`, key);
  const to = typed.trim();
  const map = (touchpoint: string) => {
    edit(answer, (now) => mapped(now, touchpoint, suggestion.rule));
    forget();
  };
  return (
    <span class="row-tools no-print">
      <input
        type="text"
        dir="auto"
        maxLength={200}
        list="registry-touchpoints"
        aria-label={say('Map {pattern} to', { pattern })}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button
        type="button"
        class="button small"
        aria-label={say('Map {pattern}', { pattern })}
        disabled={to === ''}
        onClick={() => map(to)}
      >
        {say('Map')}
      </button>
      {nearest !== null && nearest !== to && (
        <button
          type="button"
          class="button small"
          aria-label={say('Map {pattern} to {key}', { pattern, key: nearest })}
          onClick={() => map(nearest)}
        >
          <Name>{say('to {key}', { key: nearest })}</Name>
        </button>
      )}
    </span>
  );
}

/** What was seen and is not registered; one click makes a rule of it. */
export function Unmapped({ answer, registry, state }: Part) {
  const { value, error, again } = state.unmapped;
  if (error) return <Problem error={error} retry={again} />;
  if (!value) return <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />;
  // What was just mapped leaves the list before it is saved.
  const rules = new Set(registry.rules.map(({ when }) => JSON.stringify(when)));
  const left = value.filter(({ suggestion }) => !rules.has(JSON.stringify(suggestion.rule.when)));
  return (
    <>
      <p class="figure-note">
        {say(
          'Seen in the last 30 days at no registered touchpoint; a click makes a rule that you save above.',
        )}
      </p>
      <datalist id="registry-touchpoints">
        {registry.touchpoints.map(({ key }) => (
          <option key={key} value={key} />
        ))}
      </datalist>
      <DataTable
        caption={say('Not mapped')}
        rows={left}
        limit={25}
        empty={say('Everything that was seen is registered.')}
        rowKey={({ pattern, channel }) => `${channel} ${pattern}`}
        columns={[
          {
            label: say('Pattern'),
            cell: ({ pattern, keys, samples }) => (
              <span title={samples.join('\n')}>
                <Name>{pattern}</Name>{' '}
                {keys > 1 && (
                  <span class="muted">{say('{n} names', { n: formatCount(keys) })}</span>
                )}
              </span>
            ),
          },
          {
            label: say('Events'),
            numeric: true,
            cell: ({ events }) => formatCount(events),
          },
          { label: common('Channel'), minor: true, cell: ({ channel }) => <bdi>{channel}</bdi> },
          {
            label: say('last seen'),
            minor: true,
            cell: ({ lastSeenAt }) => formatInstant(lastSeenAt, zone.value),
          },
          {
            label: say('Rule that would map it'),
            minor: true,
            cell: ({ suggestion }) => <bdi class="rule">{whenText(suggestion.rule.when)}</bdi>,
          },
          ...(role.value === 'viewer'
            ? []
            : [
                {
                  label: say('Map to'),
                  cell: (group: UnmappedGroup) => <MapTo group={group} answer={answer} />,
                },
              ]),
        ]}
      />
    </>
  );
}
