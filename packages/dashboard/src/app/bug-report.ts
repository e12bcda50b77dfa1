import type { LiveLine, SiteSummary } from '@touchtrail/contract';
import type { InstallState, RefusedCount } from './check-install.ts';

/** So many of the last touches are told. */
const most = 20;

const ms = (value: number | null): string => (value === null ? '?' : `${value} ms`);

const wayOf = ({ waited, travelled, stored, clockOff }: LiveLine['delivery']): string =>
  `queue ${ms(waited)}, way ${ms(travelled)}, stored ${ms(stored)}${clockOff === 0 ? '' : `, clock off by ${clockOff} ms`}`;

/**
 * What an installation looks like from here, as text for who is asked for help: no key and nobody's id is
 * in it. English, whatever the page speaks: it goes to whoever keeps the service.
 */
export function bugReport(of: {
  at: number;
  origin: string;
  browser: string;
  site: Pick<SiteSummary, 'id' | 'consentMode' | 'origins' | 'touches'>;
  found: InstallState;
  refused: readonly RefusedCount[];
  touches: readonly Pick<
    LiveLine,
    'at' | 'touchpoint' | 'name' | 'channel' | 'consent' | 'bot' | 'source' | 'matched' | 'delivery'
  >[];
}): string {
  const { site, found } = of;
  return [
    `Site ${site.id} on ${of.origin}, ${new Date(of.at).toISOString()}`,
    `Browser: ${of.browser}`,
    `Consent: ${site.consentMode}. Origins: ${site.origins.join(', ') || 'none'}. Touches: ${site.touches}.`,
    `Checks: events ${found.events}, tag ${found.tag}, policy ${found.policy}, consent ${found.consent} (${found.refused} refused), identify ${found.identify}`,
    ...of.refused.map(({ day, kind, reason, count }) => `- ${day}: ${count} ${kind} for ${reason}`),
    'Last touches:',
    ...of.touches
      .slice(0, most)
      .map(({ at, touchpoint, name, channel, consent, bot, source, matched, delivery }) =>
        [
          `- ${new Date(at).toISOString()}`,
          touchpoint,
          name,
          channel,
          `[${consent.join(', ')}]`,
          `${source}, named by ${matched},`,
          wayOf(delivery),
          ...(bot === '' ? [] : [`bot: ${bot}`]),
        ].join(' '),
      ),
  ].join('\n');
}
