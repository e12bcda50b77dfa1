import { statistics } from './purpose-map.ts';
import type { Purpose } from '../types.ts';
import type { ConsentAdapter } from './signal.ts';

/** Options of {@link sourcepoint}. */
export interface SourcepointOptions {
  /** Sourcepoint's id of the vendor that stands for this SDK, to tell a partial choice by. */
  vendor?: string | undefined;
  /** What it is allowed with. Default `storage` and `measurement`. */
  allows?: readonly Purpose[] | undefined;
}

/** The last argument of `onConsentReady`. */
export interface SourcepointInfo {
  applies?: boolean;
  consentedToAll?: boolean;
}

type Ready = (
  law: string,
  uuid: string | undefined,
  string: string | undefined,
  info?: SourcepointInfo,
) => void;
type Grants = { grants?: Record<string, { vendorGrant?: boolean } | undefined> };

interface Page {
  _sp_queue?: (() => void)[];
  _sp_?: { addEventListener(event: 'onConsentReady', run: Ready): void };
  __tcfapi?: (command: string, version: 2, answer: (value: Grants, ok: boolean) => void) => void;
}

/**
 * Sourcepoint, unified script. `onConsentReady` of the GDPR campaign is the decision. Consent to
 * everything counts as consent; of a partial choice only the grant of the `vendor` tells, so without
 * its id it is a refusal.
 */
export const sourcepoint = ({
  vendor = '',
  allows = statistics,
}: SourcepointOptions = {}): ConsentAdapter => ({
  name: 'sourcepoint',
  rank: 1,
  connect(report, until) {
    const page = self as Page;
    (page._sp_queue ??= []).push(() =>
      page._sp_?.addEventListener('onConsentReady', (law, id, signal, info) => {
        if (until.aborted || law !== 'gdpr' || !info?.applies) return;
        const say = (yes: boolean) =>
          report({
            purposes: Object.fromEntries(allows.map((purpose) => [purpose, yes])),
            id,
            signal,
          });
        if (vendor && page.__tcfapi) {
          page.__tcfapi('getCustomVendorConsents', 2, (value, ok) =>
            say(ok && value.grants?.[vendor]?.vendorGrant === true),
          );
        } else say(info.consentedToAll === true);
      }),
    );
  },
});
