import type { Screen } from '@touchtrail/contract/view';
import { useEffect, useState } from 'preact/hooks';

type Body = () => preact.JSX.Element;

/** Each screen is a file of its own: nobody loads what nobody looks at. */
const loaders: Record<Screen, () => Promise<Body>> = {
  overview: async () => (await import('../screens/overview/overview.tsx')).Overview,
  findings: async () => (await import('../screens/findings/findings.tsx')).Findings,
  actions: async () => (await import('../screens/actions/actions.tsx')).Actions,
  'journey-map': async () => (await import('../screens/journey-map/journey-map.tsx')).JourneyMap,
  flow: async () => (await import('../screens/flow/flow.tsx')).Flow,
  funnel: async () => (await import('../screens/funnel/funnel.tsx')).Funnel,
  'drop-off': async () => (await import('../screens/drop-off/drop-off.tsx')).DropOff,
  'make-or-break': async () =>
    (await import('../screens/make-or-break/make-or-break.tsx')).MakeOrBreak,
  attribution: async () => (await import('../screens/attribution/attribution.tsx')).Attribution,
  channels: async () => (await import('../screens/channels/channels.tsx')).Channels,
  forms: async () => (await import('../screens/forms/forms.tsx')).Forms,
  feedback: async () => (await import('../screens/feedback/feedback.tsx')).Feedback,
  people: async () => (await import('../screens/people/people.tsx')).People,
  accounts: async () => (await import('../screens/accounts/accounts.tsx')).Accounts,
  live: async () => (await import('../screens/live/live.tsx')).Live,
  registry: async () => (await import('../screens/registry/registry.tsx')).RegistryScreen,
  segments: async () => (await import('../screens/segments/segments.tsx')).Segments,
  settings: async () => (await import('../screens/settings/settings.tsx')).Settings,
};

const loaded = new Map<Screen, Body>();

/** Loads a screen, once. */
export async function loadScreen(screen: Screen): Promise<Body> {
  const known = loaded.get(screen) ?? (await loaders[screen]());
  loaded.set(screen, known);
  return known;
}

/** A screen's code: `undefined` while it is on its way, `failed` when it did not come. */
export function useScreen(screen: Screen): Body | 'failed' | undefined {
  const [, arrived] = useState(0);
  const [failed, setFailed] = useState<Screen>();
  useEffect(() => {
    // It may have come between the drawing and this.
    if (loaded.has(screen)) {
      arrived((count) => count + 1);
      return undefined;
    }
    let left = false;
    const load = async () => {
      try {
        await loadScreen(screen);
        if (!left) arrived((count) => count + 1);
      } catch {
        if (!left) setFailed(screen);
      }
    };
    void load();
    return () => {
      left = true;
    };
  }, [screen]);
  return loaded.get(screen) ?? (failed === screen ? 'failed' : undefined);
}
