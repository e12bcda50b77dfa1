/** What a path shows. */
export interface Route {
  /** Id of the template. */
  template: string;
  /** Key of the touchpoint that the page is. */
  touchpoint: string;
  /** What the last part of the path names, if it names something. */
  subject?: string;
}

/** The route of a path; an unknown path is the home page. */
function routeOf(path: string): Route {
  const [first, second] = path.split('/').filter(Boolean);
  if (first === 'chairs' && second) {
    return { template: 'chair', touchpoint: 'chair', subject: second };
  }
  if (first === 'fitting') {
    return second === 'booked'
      ? { template: 'booked', touchpoint: 'fitting.booked' }
      : { template: 'fitting', touchpoint: 'fitting' };
  }
  return { template: 'home', touchpoint: 'home' };
}

/** Goes to a path of this app without loading a document. */
export function go(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Shows the route of the address now and whenever it changes; links of this app need no handler. */
export function startRouter(show: (route: Route) => void): void {
  const follow = () => show(routeOf(location.pathname));
  addEventListener('popstate', follow);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!plain || !link || link.origin !== location.origin) return;
    event.preventDefault();
    go(link.pathname);
  });
  follow();
}
