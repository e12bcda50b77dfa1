import { purposesFrom, statistics } from './purpose-map.ts';
import type { MapOptions } from './purpose-map.ts';
import type { ConsentAdapter } from './signal.ts';

/** What `cookies:complete` tells: vendors by name, and some facts about the choice. */
export interface AxeptioChoices {
  $$completed?: boolean;
  $$token?: string;
  $$date?: string;
  [vendor: string]: unknown;
}

/** The Axeptio SDK, as far as it is read. */
export interface AxeptioApi {
  on(event: 'cookies:complete', run: (choices: AxeptioChoices) => void): void;
}

/** Axeptio. Keys are names of vendors. `cookies:complete` is the decision, at each load and change. */
export const axeptio = ({
  purposes = { touchtrail: statistics },
}: MapOptions = {}): ConsentAdapter => ({
  name: 'axeptio',
  rank: 1,
  connect(report, until) {
    const page = self as { _axcb?: { push(run: (api: AxeptioApi) => void): unknown } };
    (page._axcb ??= []).push((api) => {
      if (until.aborted) return;
      report({});
      api.on('cookies:complete', (choices) => {
        if (until.aborted || choices.$$completed === false) return;
        report({
          purposes: purposesFrom(purposes, (name) => choices[name] as boolean),
          id: choices.$$token,
          decidedAt: Date.parse(`${choices.$$date}`) || undefined,
        });
      });
    });
  },
});
