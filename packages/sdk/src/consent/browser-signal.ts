import type { Purpose } from '../types.ts';
import { purposes } from './resolve.ts';
import type { ConsentAdapter } from './signal.ts';

/** Options of {@link gpc} and `dnt`. */
export interface BrowserSignalOptions {
  /**
   * What the signal refuses where the law lets people object (`opt_out`, `none`): `share_only`, the
   * default, only sharing; `strict` also identification, offline joins and personalisation. Where
   * consent must be asked for (`opt_in`) it refuses everything.
   */
  mode?: 'share_only' | 'strict' | undefined;
}

const sharing: readonly Purpose[] = ['sharing'];
const strict: readonly Purpose[] = ['sharing', 'identification', 'offline_join', 'personalisation'];

/**
 * A refusal that the browser states on every page. It gives way to a choice made on this site after
 * it was first seen. When that was, and what was allowed in spite of it, is kept on the device under
 * `touchtrail:<name>`, only while storage is allowed.
 */
export const browserSignal = (
  name: string,
  on: () => boolean,
  { mode }: BrowserSignalOptions,
): ConsentAdapter => ({
  name,
  rank: 3,
  connect(report, until, touchtrail) {
    const key = `touchtrail:${name}`;
    const active = on();
    let since = performance.timeOrigin;
    const off = touchtrail.on('consent', (detail) => {
      try {
        if (active && detail.purposes.includes('storage')) {
          localStorage.setItem(key, `${[since, ...detail.purposes]}`);
        } else if (active || detail.purposes.length) localStorage.removeItem(key);
      } catch {}
    });
    until.addEventListener('abort', off);
    report({
      purposes: (regime) =>
        active
          ? Object.fromEntries(
              (regime === 'opt_in' ? purposes : mode === 'strict' ? strict : sharing).map(
                (purpose) => [purpose, false],
              ),
            )
          : {},
      yields(purpose, decidedAt = 0, storage) {
        let kept: string[] = [];
        try {
          kept = (storage && localStorage.getItem(key)?.split(',')) || [];
        } catch {}
        since = Number(kept[0]) || since;
        return decidedAt > since || kept.includes(purpose);
      },
    });
  },
});
