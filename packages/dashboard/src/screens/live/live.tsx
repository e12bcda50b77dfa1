import type { LiveTouch } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { liveStatus, liveTouches } from '../../app/live.ts';
import { dayOf } from '../../app/range.ts';
import { site } from '../../app/state.ts';
import { formatCount, plural } from '../../format/numbers.ts';
import { formatClock, formatInstant } from '../../format/times.ts';
import { Name } from '../../ui/name.tsx';
import { Empty } from '../../ui/states.tsx';

const words = {
  off: 'Not listening.',
  connecting: 'Connecting…',
  open: 'Listening. A touch appears here when it is stored.',
  retrying: 'The connection broke; trying again. Nothing is lost: the service keeps receiving.',
};

const matches = (touch: LiveTouch, filter: string): boolean =>
  [
    touch.touchpoint,
    touch.name,
    touch.channel,
    touch.subject,
    touch.type,
    touch.bot === '' ? '' : 'bot',
  ].some((text) => text.toLowerCase().includes(filter));

/** Touches as they arrive. Pausing keeps the list still; nothing that arrives meanwhile is lost. */
export function Live() {
  const [held, setHeld] = useState<LiveTouch[]>();
  const [filter, setFilter] = useState('');
  const all = liveTouches.value;
  const list = held ?? all;
  const zone = site.value?.timezone ?? 'UTC';
  const today = dayOf(Date.now(), zone);
  const newest = held?.[0];
  const waiting = held ? all.findIndex((touch) => touch.id === newest?.id) : 0;
  const needle = filter.trim().toLowerCase();
  const shown = needle === '' ? list : list.filter((touch) => matches(touch, needle));
  return (
    <>
      <h1>Live</h1>
      <div class="controls no-print">
        <button
          type="button"
          class="button"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held ? undefined : all)}
        >
          {held ? 'Resume' : 'Pause'}
        </button>
        <label class="control">
          <span class="hidden">Filter</span>
          <input
            type="search"
            placeholder="Filter: touchpoint, channel, person…"
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </label>
        <span class="quiet" role="status">
          {held && waiting !== 0
            ? `${waiting < 0 ? `over ${formatCount(all.length)}` : formatCount(waiting)} new since the pause`
            : words[liveStatus.value]}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty title={needle === '' ? 'No touch yet.' : 'No touch matches the filter.'} />
      ) : (
        <div class="table-scroll">
          <table class="stream">
            <caption class="hidden">Touches, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Touchpoint</th>
                <th scope="col">What</th>
                <th scope="col" class="minor">
                  Channel
                </th>
                <th scope="col" class="minor">
                  Who
                </th>
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
                    <Name>{touch.touchpoint}</Name>
                  </th>
                  <td>
                    <Name>{touch.name}</Name>
                    {touch.type === 'conversion' && <span class="tag">conversion</span>}
                    {touch.bot !== '' && (
                      <span
                        class="tag"
                        title={`Taken for a program: ${touch.bot}. Reports leave it out.`}
                      >
                        bot
                      </span>
                    )}
                  </td>
                  <td class="minor">{touch.channel.replaceAll('_', ' ')}</td>
                  <td class="minor mono">
                    <Name>{touch.subject}</Name>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="quiet">
        {plural(shown.length, 'touch', 'touches')}, times in {zone}.
      </p>
    </>
  );
}
