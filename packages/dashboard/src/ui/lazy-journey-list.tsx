import { lazy } from './lazy.tsx';

/** The list, loaded when it is first asked for: a screen is there before anybody asks. */
export const LazyJourneyList = lazy(async () => (await import('./journey-list.tsx')).JourneyList);
