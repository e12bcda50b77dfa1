import { signal } from '@preact/signals';
import type { LiveLine } from '@touchtrail/contract';

/** How many touches the page remembers. */
const keep = 300;

/** Newest first. */
export const liveTouches = signal<LiveLine[]>([]);
export const liveStatus = signal<'off' | 'connecting' | 'open' | 'retrying'>('off');
/** Touches that arrived since the page began to listen: what reports on screen do not hold yet. */
export const liveSince = signal(0);

const isTouch = (value: unknown): value is LiveLine =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'at' in value &&
  'touchpoint' in value &&
  'receivedAt' in value;

/**
 * Adds a touch to a newest-first list, once: after a broken connection the service repeats the recent ones,
 * and it repeats one when the database has it, of which the later word is kept.
 */
export function withTouch(list: readonly LiveLine[], touch: LiveLine): LiveLine[] {
  const same = list.findIndex((known) => known.id === touch.id);
  const before = list[same];
  if (before) {
    // In its place: the order is that of the first word.
    const { receivedAt } = before;
    return before.delivery.isStored ? [...list] : list.with(same, { ...touch, receivedAt });
  }
  const index = list.findIndex((known) => known.receivedAt <= touch.receivedAt);
  const at = index === -1 ? list.length : index;
  return [...list.slice(0, at), touch, ...list.slice(at)].slice(0, keep);
}

/**
 * Listens to the live stream of a site.
 *
 * @returns a function that stops it.
 */
export function listen(siteId: string, onTouch: (touch: LiveLine) => void): () => void {
  const startedAt = Date.now();
  liveTouches.value = [];
  liveSince.value = 0;
  liveStatus.value = 'connecting';
  const source = new EventSource(`/api/live?site=${encodeURIComponent(siteId)}`);
  source.addEventListener('open', () => {
    liveStatus.value = 'open';
  });
  source.addEventListener('error', () => {
    liveStatus.value = 'retrying';
  });
  source.addEventListener('touch', (event) => {
    let touch: unknown;
    try {
      touch = JSON.parse(String(event.data));
    } catch {
      return;
    }
    if (!isTouch(touch)) return;
    const isKnown = liveTouches.value.some(({ id }) => id === touch.id);
    liveTouches.value = withTouch(liveTouches.value, touch);
    if (isKnown) return;
    if (touch.receivedAt >= startedAt) liveSince.value += 1;
    onTouch(touch);
  });
  return () => {
    source.close();
    liveStatus.value = 'off';
  };
}
