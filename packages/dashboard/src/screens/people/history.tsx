import type { ProfileConsent, ProfileLink, ProfileTouch } from '@touchtrail/contract';
import { zone } from '../../app/state.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import type { TimelineItem } from '../../marks/timeline-layout.ts';
import { Timeline } from '../../marks/timeline.tsx';
import { BackstageTag, backstageWord, wasBackstage } from '../../ui/backstage-tag.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { phaseName } from '../../words/phases.ts';
import { purposeNames } from '../../words/purposes.ts';
import { say } from './say.ts';
import { touchpointName } from '../../words/registry-names.ts';

/** A touch on the timeline; `who` names the person in an account. */
const touchItem = (touch: ProfileTouch, who = ''): TimelineItem => ({
  key: touch.id,
  at: touch.at,
  lane: wasBackstage(touch) ? backstageWord() : channelName(touch.channel),
  kind: wasBackstage(touch) ? 'backstage' : touch.type === 'conversion' ? 'conversion' : 'touch',
  label: [
    touchpointName(touch.touchpoint),
    touch.name,
    who,
    wasBackstage(touch) ? backstageWord() : '',
  ]
    .filter((part) => part !== '')
    .join(' · '),
});

function decisionItem(decision: ProfileConsent, index: number): TimelineItem {
  const purposes = purposeNames(decision.purposes);
  return {
    key: `consent ${index}`,
    at: decision.decidedAt,
    lane: say('consent'),
    kind: 'consent',
    label: purposes === '' ? say('consent to nothing') : say('consent to {purposes}', { purposes }),
  };
}

const joinItem = (link: ProfileLink): TimelineItem => ({
  key: `join ${link.from} ${link.to} ${link.kind}`,
  at: link.firstSeen,
  lane: say('ids joined'),
  kind: 'join',
  label: say('{from} joined {to} ({kind})', { from: link.from, to: link.to, kind: link.kind }),
});

/** The touches of a page with the decisions and joins of that time, drawn and as a table. */
export function History(props: {
  touches: readonly ProfileTouch[];
  consent?: readonly ProfileConsent[];
  links?: readonly ProfileLink[];
  /** Who made a touch, in an account. */
  who?: (touch: ProfileTouch) => string;
  next: string | null;
  first: boolean;
  onPage: (after: string | null) => void;
}) {
  const { touches, consent = [], links = [], next, first, onPage, who } = props;
  const from = Math.min(...touches.map(({ at }) => at));
  const until = first ? Infinity : Math.max(...touches.map(({ at }) => at));
  const around = [...consent.map(decisionItem), ...links.map(joinItem)].filter(
    // On the last page also what was decided or joined before the first touch.
    ({ at }) => at <= until && (next === null || at >= from),
  );
  const title = say('What happened');
  return (
    <Figure
      title={title}
      note={say(
        'Newest {n} touches, in the order of time. Silence of 30 minutes and more is folded.',
        { n: formatCount(touches.length) },
      )}
      chart={
        <Timeline
          ariaLabel={title}
          zone={zone.value}
          last={[backstageWord(), say('consent'), say('ids joined')]}
          items={[...touches.map((touch) => touchItem(touch, who?.(touch))), ...around]}
        />
      }
      table={
        <DataTable
          caption={title}
          rows={touches}
          rowKey={(touch) => touch.id}
          limit={25}
          columns={[
            { label: say('Time'), cell: (touch) => formatInstant(touch.at, zone.value) },
            {
              label: common('Touchpoint'),
              cell: (touch) => (
                <>
                  <Touchpoint of={touch.touchpoint} /> <BackstageTag touch={touch} />
                </>
              ),
            },
            { label: say('Kind'), cell: (touch) => <Name>{touch.name}</Name> },
            { label: common('Channel'), cell: (touch) => channelName(touch.channel) },
            {
              label: common('Phase'),
              minor: true,
              cell: (touch) => <Name>{phaseName(touch.phase)}</Name>,
            },
            ...(who
              ? [
                  {
                    label: say('Person'),
                    cell: (touch: ProfileTouch) => <Name>{who(touch)}</Name>,
                  },
                ]
              : []),
            { label: say('Source'), minor: true, cell: (touch) => touch.source },
          ]}
        />
      }
      footer={
        (next !== null || !first) && (
          <p class="no-print">
            {next !== null && (
              <button type="button" class="button" onClick={() => onPage(next)}>
                {say('Earlier touches')}
              </button>
            )}{' '}
            {!first && (
              <button type="button" class="button" onClick={() => onPage(null)}>
                {say('Newest touches')}
              </button>
            )}
          </p>
        )
      }
    />
  );
}
