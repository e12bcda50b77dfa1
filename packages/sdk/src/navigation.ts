/** What TypeScript's DOM does not know of the Navigation API. */
type Navigates = EventTarget & { currentEntry: unknown };

/**
 * Calls back after client-side routing has changed the address: told by the Navigation API, which also
 * knows of `navigation.navigate()`. Where there is none, or it is silent because the origin is opaque,
 * the history object is wrapped, which calls the original first.
 *
 * @param callback is given `push`, `replace`, `traverse` or `reload`; without the Navigation API the event
 * instead of `traverse`.
 */
export function onRoute(callback: (kind: unknown) => void): void {
  const { navigation } = self as unknown as { navigation?: Navigates };
  if (navigation?.currentEntry) {
    navigation.addEventListener('currententrychange', (event) =>
      callback((event as Event & { navigationType: string }).navigationType),
    );
    return;
  }
  for (const kind of ['push', 'replace']) {
    const method = `${kind}State` as 'pushState';
    const original = history[method];
    history[method] = function (...args) {
      original.apply(this, args);
      callback(kind);
    };
  }
  addEventListener('popstate', callback);
}
