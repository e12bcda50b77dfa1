/**
 * Calls back after client-side routing has changed the address. Wraps the history object, which every
 * router uses and every browser has, and calls the original first.
 *
 * @param callback is given `push`, `replace` or `traverse`.
 */
export function onRoute(callback: (kind: string) => void): void {
  for (const kind of 'push replace'.split(' ')) {
    const method = `${kind}State` as 'pushState';
    const original = history[method];
    history[method] = function (...args) {
      original.apply(this, args);
      callback(kind);
    };
  }
  addEventListener('popstate', () => callback('traverse'));
}
