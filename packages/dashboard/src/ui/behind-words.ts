import type { Behind, BehindShape } from '@touchtrail/contract/view';
import { channelName } from '../words/channels.ts';
import { common } from '../words/common.ts';
import { phaseName } from '../words/phases.ts';
import { words } from '../words/words.ts';
import { touchpointName } from '../words/registry-names.ts';

const say = words({
  'touched {touchpoint}': 'berührten {touchpoint}',
  'went from {from} straight to {to}': 'gingen von {from} direkt nach {to}',
  'had {touchpoint} as step {n}': 'hatten {touchpoint} als Schritt {n}',
  'had {touchpoint} as step {n} and {next} next':
    'hatten {touchpoint} als Schritt {n}, danach {next}',
  'took exactly this path: {path}': 'nahmen genau diesen Weg: {path}',
  'from {start} on': 'ab {start}',
  'up to {end}': 'bis {end}',
  'repeats merged': 'Wiederholungen vereint',
  'without {touchpoints}': 'ohne {touchpoints}',
  'paused after {touchpoint}, back or not': 'pausierten nach {touchpoint}, zurück oder nicht',
  'were abandoned after {touchpoint}': 'wurden nach {touchpoint} abgebrochen',
  'have been silent since {touchpoint} and are not lost yet':
    'schweigen seit {touchpoint} und sind noch nicht verloren',
  'left at {from} and came back at {to}': 'gingen bei {from} und kamen bei {to} zurück',
  'by {channel}': 'über {channel}',
  'moved from {from} to {to}': 'wechselten von {from} nach {to}',
  'began in {channel}': 'begannen in {channel}',
  'began in {first} and reached the goal in {last}':
    'begannen in {first} und erreichten das Ziel in {last}',
  'had {touchpoint} out of sight': 'hatten ungesehen {touchpoint}',
  'touched the phase {phase}': 'berührten die Phase {phase}',
});

function shaped(of: BehindShape): string[] {
  return [
    ...(of.startAt === undefined
      ? []
      : [say('from {start} on', { start: touchpointName(of.startAt) })]),
    ...(of.endAt === undefined ? [] : [say('up to {end}', { end: touchpointName(of.endAt) })]),
    ...(of.mergeRepeats === true ? [say('repeats merged')] : []),
    ...(of.exclude ? [say('without {touchpoints}', { touchpoints: of.exclude.join(', ') })] : []),
  ];
}

const byChannel = (channel: string | undefined): string[] =>
  channel === undefined ? [] : [say('by {channel}', { channel: channelName(channel) })];

const named = ({ touchpoint }: { touchpoint: string }) => ({
  touchpoint: touchpointName(touchpoint),
});

function parts(of: Behind): string[] {
  switch (of.kind) {
    case 'touched':
      return [say('touched {touchpoint}', named(of))];
    case 'moved':
      return [
        say('went from {from} straight to {to}', {
          from: touchpointName(of.from),
          to: touchpointName(of.to),
        }),
        ...shaped(of),
      ];
    case 'step': {
      const { step: n, next } = of;
      const { touchpoint } = named(of);
      const told =
        next === undefined
          ? say('had {touchpoint} as step {n}', { touchpoint, n })
          : say('had {touchpoint} as step {n} and {next} next', {
              touchpoint,
              n,
              next: touchpointName(next),
            });
      return [told, ...shaped(of)];
    }
    case 'path':
      return [
        say('took exactly this path: {path}', { path: of.path.map(touchpointName).join(' › ') }),
        ...shaped(of),
      ];
    case 'paused':
      return [say('paused after {touchpoint}, back or not', named(of))];
    case 'lost':
      return [say('were abandoned after {touchpoint}', named(of))];
    case 'silent':
      return [say('have been silent since {touchpoint} and are not lost yet', named(of))];
    case 'returned': {
      const { channel } = of;
      const [from, to] = [of.from, of.to].map((key) =>
        key === undefined ? common('any touchpoint') : touchpointName(key),
      ) as [string, string];
      return [say('left at {from} and came back at {to}', { from, to }), ...byChannel(channel)];
    }
    case 'switched':
      return [
        say('moved from {from} to {to}', { from: channelName(of.from), to: channelName(of.to) }),
      ];
    case 'began':
      return [say('began in {channel}', { channel: channelName(of.channel) })];
    case 'landed':
      return [
        say('began in {first} and reached the goal in {last}', {
          first: channelName(of.first),
          last: channelName(of.last),
        }),
      ];
    case 'backstage':
      return [say('had {touchpoint} out of sight', of)];
    case 'phase':
      return [
        say('touched the phase {phase}', { phase: phaseName(of.phase) }),
        ...byChannel(of.channel),
      ];
  }
}

/** What the journeys behind a figure did, as it follows "Journeys that". */
export const behindText = (of: Behind): string => parts(of).join(', ');
