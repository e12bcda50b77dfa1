import type { Step } from '../step.ts';
import { parseUserAgent } from './parse.ts';

export interface UserAgentRaw {
  userAgent: string;
  /** Signals of the channel, with spaces between. */
  signals: string;
}

export interface ToldOfUserAgent {
  deviceType: string;
  browser: string;
  browserVersion: string;
  os: string;
  osVersion: string;
}

const nothing: ToldOfUserAgent = {
  deviceType: '',
  browser: '',
  browserVersion: '',
  os: '',
  osVersion: '',
};

/** Device, browser and system. A tablet that calls itself a Mac is known by its touch screen. */
export const userAgentStep: Step<UserAgentRaw, ToldOfUserAgent> = {
  name: 'user_agent',
  version: 1,
  derive({ userAgent, signals }) {
    if (userAgent === '') return nothing;
    const parsed = parseUserAgent(userAgent);
    const touch = parsed.os === 'macOS' && /\btouch\b/.test(signals);
    return touch ? { ...parsed, deviceType: 'tablet', os: 'iOS' } : parsed;
  },
};
