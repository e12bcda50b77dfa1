interface NavigationLike extends EventTarget {
  currentEntry?: unknown;
}
interface EntryChange extends Event {
  navigationType?: string | null;
}

/**
 * Calls back after client-side routing has changed the address. Uses the Navigation API, else the
 * history object.
 *
 * @param callback is given `push`, `replace`, or another kind such as `traverse`.
 */
export function onRoute(callback: (kind: string) => void): void {
  const { navigation } = self as unknown as { navigation?: NavigationLike };
  if (navigation) {
    navigation.addEventListener('currententrychange', (event) =>
      callback((event as EntryChange).navigationType ?? 'replace'),
    );
    return;
  }
  for (const kind of ['push', 'replace'] as const) {
    const method = `${kind}State` as const;
    const original = history[method];
    history[method] = function (...args) {
      original.apply(this, args);
      callback(kind);
    };
  }
  addEventListener('popstate', () => callback('traverse'));
}
