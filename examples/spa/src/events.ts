/** What this app tells beyond what is captured by itself: a typo in a name or a prop doesn't compile. */
export type AppEvents = {
  'chair.configured': { chair: string; wood: string };
  'consent.explained': { from: string };
};
