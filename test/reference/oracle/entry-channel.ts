import type { LogTouch } from './log.ts';

/** Campaign media of generated touches as written, with the channel that they name. */
export const media: Readonly<Record<string, string | undefined>> = {
  '': undefined,
  Newsletter: 'email',
  'e-mail': 'email',
  E_MAIL: 'email',
  cpc: 'ads',
  'Paid Social': 'social',
  direct_mail: 'mail',
  carrier_pigeon: undefined,
};

/** What brought the person to a touch. */
export const entryChannel = ({ medium, channel }: LogTouch): string => media[medium] ?? channel;
