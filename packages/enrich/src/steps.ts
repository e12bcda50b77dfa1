import { botStep } from './bot/bot.ts';
import { channelStep } from './channel/channel.ts';
import { moneyStep } from './money/money.ts';
import { placeStep } from './place/place.ts';
import { referrerStep } from './referrer/referrer-type.ts';
import { userAgentStep } from './user-agent/user-agent.ts';

/** Name and version of every step, as the documentation lists them. */
export const steps: readonly { name: string; version: number }[] = [
  userAgentStep,
  channelStep,
  botStep,
  referrerStep,
  placeStep,
  moneyStep,
];

/**
 * What is stored with each event: grows whenever the version of a step does, so that one number says
 * whether an event has to be told again.
 */
export const enrichmentVersion: number = steps.reduce((sum, { version }) => sum + version, 0);
