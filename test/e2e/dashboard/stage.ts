import type { Page } from 'playwright-core';
import type { ConsoleApi } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';

/** A page of the demo site, signed in as admin, and the API to hold it to. */
export interface Stage {
  rig: Rig;
  api: ConsoleApi;
  page: Page;
  link(screen: string, query?: string): string;
  /** Loads a screen and waits for its first figure. */
  open(screen: string, query?: string): Promise<void>;
}

/** What all screens and the tests ask alike. */
export const asked = { site: 'demo', timezone: 'Europe/Berlin' };

export const digits = (text: string | null | undefined): string =>
  (text ?? '').replaceAll(/\D/g, '');
