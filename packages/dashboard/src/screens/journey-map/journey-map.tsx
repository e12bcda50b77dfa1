import { screenTitle } from '../../words/screens.ts';

/** Phases and channels, and what people live through in them. */
export function JourneyMap() {
  return <h1>{screenTitle('journey-map')}</h1>;
}
