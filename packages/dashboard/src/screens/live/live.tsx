import type { LiveLine } from '@touchtrail/contract';
import { dayOf } from '@touchtrail/contract/view';
import { useState } from 'preact/hooks';
import { InstallChecks } from '../../app/install-checks.tsx';
import { liveStatus, liveTouches } from '../../app/live.ts';
import { go, site, view } from '../../app/state.ts';
import { formatCount, plural } from '../../format/numbers.ts';
import { formatClock, formatInstant } from '../../format/times.ts';
import { BackstageTag } from '../../ui/backstage-tag.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { Empty } from '../../ui/states.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';
import { consentText } from './consent-text.ts';
import { DevicePicker } from './device-picker.tsx';
import { Refused } from './refused.tsx';
import { Matched, Way } from './way.tsx';

const say = words({
  'Not listening.': 'Hört nicht zu.',
  'Connecting…': 'Verbindet …',
  'Listening. A touch appears here when it is stored.':
    'Hört zu. Ein Kontakt erscheint hier, wenn er gespeichert ist.',
  'The connection broke; trying again. Nothing is lost: the service keeps receiving.':
    'Die Verbindung brach ab; neuer Versuch. Nichts ist verloren: Der Dienst nimmt weiter an.',
  Resume: 'Weiter',
  Pause: 'Anhalten',
  Filter: 'Filtern',
  'Filter: touchpoint, channel, person…': 'Filter: Kontaktpunkt, Kanal, Person …',
  'over {n} new since the pause': 'über {n} neue seit dem Anhalten',
  '{n} new since the pause': '{n} neue seit dem Anhalten',
  'No touch yet.': 'Noch kein Kontakt.',
  'No touch matches the filter.': 'Kein Kontakt passt zum Filter.',
  'Touches, newest first': 'Kontakte, neueste zuerst',
  Time: 'Zeit',
  What: 'Was',
  Who: 'Wer',
  Consent: 'Einwilligung',
  Named: 'Benannt',
  'queue → way → stored': 'Schlange → Weg → gespeichert',
  'Only this device': 'Nur dieses Gerät',
  conversion: 'Konversion',
  bot: 'Bot',
  'Taken for a program: {why}. Reports leave it out.':
    'Für ein Programm gehalten: {why}. Berichte lassen es aus.',
  '{touches}, times in {zone}.': '{touches}, Zeiten in {zone}.',
});

const states = {
  off: 'Not listening.',
  connecting: 'Connecting…',
  open: 'Listening. A touch appears here when it is stored.',
  retrying: 'The connection broke; trying again. Nothing is lost: the service keeps receiving.',
} as const;

const matches = (touch: LiveLine, filter: string): boolean =>
  [
    touch.touchpoint,
    touch.name,
    touch.channel,
    touch.subject,
    touch.device,
    touch.type,
    touch.bot === '' ? '' : 'bot',
  ].some((text) => text.toLowerCase().includes(filter));

/** Touches as they arrive. Pausing keeps the list still; nothing that arrives meanwhile is lost. */
export function Live() {
  const [held, setHeld] = useState<LiveLine[]>();
  const [filter, setFilter] = useState('');
  const all = liveTouches.value;
  const list = held ?? all;
  const zone = site.value?.timezone ?? 'UTC';
  const today = dayOf(Date.now(), zone);
  const newest = held?.[0];
  const waiting = held ? all.findIndex((touch) => touch.id === newest?.id) : 0;
  const needle = filter.trim().toLowerCase();
  const { device } = view.value.marks;
  const shown = list.filter(
    (touch) =>
      (device === null || touch.device === device) && (needle === '' || matches(touch, needle)),
  );
  const filtered = needle !== '' || device !== null;
  return (
    <>
      <h1>{screenTitle('live')}</h1>
      <div class="controls no-print">
        <button
          type="button"
          class="button"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held ? undefined : all)}
        >
          {say(held ? 'Resume' : 'Pause')}
        </button>
        <label class="control">
          <span class="hidden">{say('Filter')}</span>
          <input
            type="search"
            placeholder={say('Filter: touchpoint, channel, person…')}
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </label>
        <DevicePicker touches={all} />
        <span class="quiet" role="status">
          {held && waiting !== 0
            ? waiting < 0
              ? say('over {n} new since the pause', { n: formatCount(all.length) })
              : say('{n} new since the pause', { n: formatCount(waiting) })
            : say(states[liveStatus.value])}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty title={say(filtered ? 'No touch matches the filter.' : 'No touch yet.')} />
      ) : (
        <div
          class="table-scroll"
          tabIndex={0}
          role="group"
          aria-label={say('Touches, newest first')}
        >
          <table class="stream">
            <caption class="hidden">{say('Touches, newest first')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('Time')}</th>
                <th scope="col">{common('Touchpoint')}</th>
                <th scope="col">{say('What')}</th>
                <th scope="col" class="minor">
                  {say('Named')}
                </th>
                <th scope="col">{say('queue → way → stored')}</th>
                <th scope="col" class="minor">
                  {common('Channel')}
                </th>
                <th scope="col" class="minor">
                  {say('Who')}
                </th>
                <th scope="col">{say('Consent')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((touch) => (
                <tr
                  key={touch.id}
                  class={touch.type === 'conversion' ? 'is-conversion' : undefined}
                >
                  <td title={formatInstant(touch.at, zone)}>
                    <time dateTime={new Date(touch.at).toISOString()}>
                      {dayOf(touch.at, zone) === today
                        ? formatClock(touch.at, zone)
                        : formatInstant(touch.at, zone)}
                    </time>
                  </td>
                  <th scope="row">
                    <Touchpoint of={touch.touchpoint} /> <BackstageTag touch={touch} />
                  </th>
                  <td>
                    <Name>{touch.name}</Name>
                    {touch.type === 'conversion' && <span class="tag">{say('conversion')}</span>}
                    {touch.bot !== '' && (
                      <span
                        class="tag"
                        title={say('Taken for a program: {why}. Reports leave it out.', {
                          why: touch.bot,
                        })}
                      >
                        {say('bot')}
                      </span>
                    )}
                  </td>
                  <td class="minor">
                    <Matched by={touch.matched} />
                  </td>
                  <td>
                    <Way touch={touch} />
                  </td>
                  <td class="minor">{channelName(touch.channel)}</td>
                  <td class="minor mono">
                    {touch.device === '' || touch.device === device ? (
                      <Name>{touch.subject}</Name>
                    ) : (
                      <button
                        type="button"
                        class="row-button quiet-button button"
                        title={say('Only this device')}
                        onClick={() => go({ marks: { device: touch.device } })}
                      >
                        <Name>{touch.subject}</Name>
                      </button>
                    )}
                  </td>
                  <td>{consentText(touch.consent)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="quiet">
        {say('{touches}, times in {zone}.', {
          touches: plural(shown.length, common('touch'), common('touches')),
          zone,
        })}
      </p>
      <Refused />
      {site.value && (
        <div class="stream-part">
          <InstallChecks site={site.value} />
        </div>
      )}
    </>
  );
}
