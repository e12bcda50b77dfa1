import type { LiveLine } from '@touchtrail/contract';
import { formatDuration } from '../../format/times.ts';
import { Link } from '../../ui/link.tsx';
import { words } from '../../words/words.ts';

const say = words({
  'waited {time} in the browser': '{time} im Browser gewartet',
  'waited: not told': 'Wartezeit nicht bekannt',
  '{time} on its way': '{time} unterwegs',
  'on its way: not told': 'Zeit unterwegs nicht bekannt',
  'in the database {time} later': '{time} später in der Datenbank',
  'in the database': 'in der Datenbank',
  'not in the database yet': 'noch nicht in der Datenbank',
  'clock {time} behind': 'Uhr geht {time} nach',
  'clock {time} ahead': 'Uhr geht {time} vor',
  'The clock of the device is off: the time of the touch was put right by it, and its way cannot be told.':
    'Die Uhr des Geräts geht falsch: Die Zeit des Kontakts ist danach berichtigt, und wie lange er unterwegs war, ist nicht zu sagen.',
  imported: 'importiert',
  'from a server': 'von einem Server',
  'from a browser': 'aus einem Browser',
  'by a rule': 'per Regel',
  'by its key': 'per Schlüssel',
  'not mapped': 'nicht zugeordnet',
});

const doors: Readonly<Record<string, 'imported' | 'from a server' | 'from a browser'>> = {
  import: 'imported',
  server: 'from a server',
  sdk: 'from a browser',
};

/** A sentence of the parts of a way, for those who do not see the arrows. */
function wayText({ waited, travelled, stored, isStored }: LiveLine['delivery']): string {
  return [
    waited === null
      ? say('waited: not told')
      : say('waited {time} in the browser', { time: formatDuration(waited) }),
    travelled === null
      ? say('on its way: not told')
      : say('{time} on its way', { time: formatDuration(travelled) }),
    stored === null
      ? say(isStored ? 'in the database' : 'not in the database yet')
      : say('in the database {time} later', { time: formatDuration(stored) }),
  ].join(', ');
}

/** How long a touch waited, was on its way, and took until it was stored; without times, the door it came by. */
export function Way({ touch: { delivery, source } }: { touch: LiveLine }) {
  const { waited, travelled, stored, isStored, clockOff } = delivery;
  const door = doors[source];
  if (waited === null && travelled === null && clockOff === 0) {
    return <span class="tag first">{door === undefined ? source : say(door)}</span>;
  }
  const text = wayText(delivery);
  const last = stored === null && !isStored ? '…' : formatDuration(stored);
  return (
    <>
      <span aria-hidden="true" title={text} class="way">
        {`${formatDuration(waited)} → ${formatDuration(travelled)} → ${last}`}
      </span>
      <span class="hidden">{text}</span>
      {clockOff !== 0 && (
        <span
          class="tag"
          title={say(
            'The clock of the device is off: the time of the touch was put right by it, and its way cannot be told.',
          )}
        >
          {say(clockOff > 0 ? 'clock {time} behind' : 'clock {time} ahead', {
            time: formatDuration(Math.abs(clockOff)),
          })}
        </span>
      )}
    </>
  );
}

/** What named a touch; what nothing names leads to the queue where one click does. */
export function Matched({ by }: { by: LiveLine['matched'] }) {
  if (by === 'none') {
    return (
      <Link to={{ screen: 'registry', choices: { part: 'unmapped' } }}>{say('not mapped')}</Link>
    );
  }
  return <>{say(by === 'rule' ? 'by a rule' : 'by its key')}</>;
}
