/** A place that had the focus, with what finds it again when it is drawn anew. */
interface Spot {
  element: HTMLElement;
  /** What is read of it. */
  name: string;
  path: string;
  /** From its parent to the document. */
  around: Element[];
  /** Its place among the controls of its parent. */
  nth: number;
  /** What its row or card is about. */
  item: string | undefined;
  row: Element | null;
  list: Element | null;
  place: number;
}

const mostSpots = 8;
const spots: Spot[] = [];
/** Whether what had the focus last did not let go of it by itself. */
let isHeld = false;

const nameOf = (element: Element): string =>
  element.getAttribute('aria-label') ?? element.textContent ?? '';

function spotOf(element: HTMLElement): Spot {
  const row = element.closest('tr, li');
  const around: Element[] = [];
  for (let at = element.parentElement; at; at = at.parentElement) around.push(at);
  return {
    element,
    name: nameOf(element),
    path: location.pathname,
    around,
    nth: around[0] ? controls(around[0]).indexOf(element) : 0,
    item: element.closest<HTMLElement>('[data-item]')?.dataset['item'],
    row,
    list: row?.parentElement ?? null,
    place: row?.parentElement ? [...row.parentElement.children].indexOf(row) : -1,
  };
}

/** While a dialog is open nothing behind it is reached. */
const room = (): Element => document.querySelector('dialog:modal') ?? document.body;
const isUsable = (element: HTMLElement): boolean =>
  element.isConnected &&
  room().contains(element) &&
  !element.matches(':disabled') &&
  element.checkVisibility({ visibilityProperty: true });

const controls = (root: Element): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]',
  ),
];

/** The control of a row or card that is most like the one that had the focus. */
function alike(root: Element, { element, name }: Spot): HTMLElement | undefined {
  const all = controls(root);
  return (
    all.find((one) => nameOf(one) === name) ??
    all.find((one) => one.textContent === element.textContent && one.textContent !== '') ??
    all.find((one) => !one.matches(':disabled')) ??
    all[0]
  );
}

/** Where a place is now that it was drawn anew, or the row that came in place of its own. */
function again(spot: Spot): HTMLElement | undefined {
  const { item, row, list, place, name } = spot;
  const same =
    item === undefined ? null : document.querySelector(`[data-item="${CSS.escape(item)}"]`);
  if (same) return alike(same, spot);
  if (row && !row.isConnected && list?.isConnected) {
    const rows = [...list.children];
    for (const next of [...rows.slice(place), ...rows.slice(0, place).toReversed()]) {
      const found = alike(next, spot);
      if (found) return found;
    }
  }
  const near = spot.around.find((one) => one.isConnected);
  return near && controls(near).find((one) => nameOf(one) === name);
}

/** The heading of what a place stood in, made ready to be focused. */
function headingOf({ around, path }: Spot): HTMLElement | null {
  const inside = path === location.pathname ? around.filter((one) => one.isConnected) : [];
  const near = inside.find((one) => one.matches('main *, dialog *') && one.querySelector('h1, h2'));
  const heading =
    near?.querySelector<HTMLElement>('h1, h2') ??
    room().querySelector<HTMLElement>('main h1, dialog h2');
  if (heading && heading.tabIndex < 0) heading.tabIndex = -1;
  return heading;
}

/** The first place of those that had the focus before which is still there, were it busy. */
function earlier(): HTMLElement | undefined {
  for (const spot of spots.slice(0, -1).toReversed()) {
    if (spot.path !== location.pathname) continue;
    if (isUsable(spot.element)) return spot.element;
    const now = spot.element.isConnected ? undefined : again(spot);
    if (now && (isUsable(now) || spot.item !== undefined)) return now;
  }
  return undefined;
}

/** Where the focus goes when what had it is gone; undefined: it waits. */
function wanted(last: Spot): HTMLElement | null | undefined {
  const { element, row } = last;
  if (last.path !== location.pathname) return headingOf(last);
  if (element.isConnected) {
    if (isUsable(element)) return element;
    // What is busy comes back; what is done with leads on.
    const region = element.closest('[aria-busy="false"]');
    const after = region && controls(region).slice(controls(region).indexOf(element) + 1);
    return after?.find(isUsable);
  }
  const wasDone = element.closest('.done') !== null;
  if (wasDone) {
    return room().querySelector<HTMLElement>('.done[tabindex]') ?? earlier() ?? headingOf(last);
  }
  const now = again(last);
  if (now) return isUsable(now) ? now : undefined;
  if (row && !row.isConnected) return headingOf(last);
  const left = last.around.find((one) => !one.isConnected && one.matches('form, dialog, .sheet'));
  const home = last.around.find((one) => one.isConnected);
  const others = home && !home.querySelector('h1') ? controls(home) : [];
  const instead = home === last.around[0] ? others[last.nth] : undefined;
  const beside = instead && isUsable(instead) ? instead : others.find(isUsable);
  return (left ? earlier() : beside) ?? earlier() ?? headingOf(last);
}

const isNowhere = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;

function bringBack(): void {
  const last = spots.at(-1);
  if (!last || !isHeld || !isNowhere()) return;
  const place = wanted(last);
  // What is busy is waited for.
  if (place && (isUsable(place) || place.tabIndex < 0)) {
    place.focus({ preventScroll: last.path !== location.pathname });
  }
}

/**
 * Keeps the focus when what had it goes: a control that is busy gets it back, a card that moved takes it
 * along, a row that is removed leaves it to the next one, a form that closes to what opened it. Who clicks
 * beside everything has let go of it, and is left alone.
 */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const spot = spotOf(target);
    if (spots.at(-1)?.element === target) spots.pop();
    spots.push(spot);
    if (spots.length > mostSpots) spots.shift();
    isHeld = true;
  });
  document.addEventListener('focusout', ({ target }) => {
    // Some browsers say so before what is taken away is away.
    queueMicrotask(() => {
      if (!(target instanceof HTMLElement) || !isNowhere()) return;
      if (target.isConnected && isUsable(target)) isHeld = false;
    });
  });
  new MutationObserver(bringBack).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled', 'open', 'aria-busy'],
  });
}
