import type { LiveLine } from '@touchtrail/contract';

export interface LiveHubOptions {
  /** Touches received at or after a moment, for what came by another way than this process. */
  since: (site: string, receivedAt: number, limit: number) => Promise<LiveLine[]>;
  clock: () => number;
  /**
   * Whether touches of a site are called otherwise than they were sent, which only the store can say: what
   * is published is then asked for a moment later.
   */
  isRenamed?: (site: string) => boolean;
  /** How often `since` is asked while somebody listens. Default 2 s. */
  pollMs?: number;
  maxListeners?: number;
  setTimer?: (run: () => void, ms: number) => () => void;
}

/** New touches of a site to everybody who listens, each once, and once more when the database has it. */
export interface LiveHub {
  /** @returns a function that stops listening, or `undefined` when too many listen already. */
  listen(site: string, hear: (touches: readonly LiveLine[]) => void): (() => void) | undefined;
  /** Says what this process just stored, so that nobody waits for the next poll. */
  publish(site: string, touches: readonly LiveLine[]): void;
  /** What was published last, which the store may not show yet; oldest first. */
  latest(site: string): readonly LiveLine[];
  close(): void;
}

const nodeTimer = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** Until what is published is stored, mostly. */
const soonMs = 500;
const pollLimit = 200;
const latestLines = 20;
const rememberedIds = 2_000;
// Rows are stored up to about a second after they are received, so the poll looks back a little.
const lookBackMs = 10_000;

/** Whether a line says what was not told yet, of lines by id and whether they were told as stored. */
export const isNews = (told: ReadonlyMap<string, boolean>, { id, delivery }: LiveLine): boolean =>
  !told.has(id) || (delivery.isStored && told.get(id) === false);

interface Channel {
  listeners: Set<{ hear: (touches: readonly LiveLine[]) => void }>;
  /** By id, whether it was told as stored. */
  seen: Map<string, boolean>;
  cursor: number;
  stop: () => void;
  /** Whether the next poll was brought forward. */
  isSoon: boolean;
}

/**
 * @example
 * const hub = createLiveHub({ since: (s, at, n) => touchesSince(reader, s, at, n), clock: Date.now });
 */
export function createLiveHub(options: LiveHubOptions): LiveHub {
  const {
    since,
    clock,
    isRenamed = () => false,
    pollMs = 2_000,
    maxListeners = 100,
    setTimer = nodeTimer,
  } = options;
  const channels = new Map<string, Channel>();
  const latest = new Map<string, LiveLine[]>();
  let listeners = 0;

  const tell = (channel: Channel, touches: readonly LiveLine[]) => {
    const fresh = touches.filter((touch) => isNews(channel.seen, touch));
    if (fresh.length === 0) return;
    for (const { id, delivery } of fresh) channel.seen.set(id, delivery.isStored);
    for (const id of channel.seen.keys()) {
      if (channel.seen.size <= rememberedIds) break;
      channel.seen.delete(id);
    }
    for (const { hear } of channel.listeners) hear(fresh);
  };

  const poll = async (site: string, channel: Channel) => {
    try {
      const touches = await since(site, channel.cursor - lookBackMs, pollLimit);
      if (channels.get(site) !== channel) return;
      tell(channel, touches);
      for (const { receivedAt } of touches) {
        if (receivedAt > channel.cursor) channel.cursor = receivedAt;
      }
    } catch {
      // The store is away: what it holds is told at a later poll.
    }
    if (channels.get(site) === channel && !channel.isSoon) pollIn(site, channel, pollMs);
  };

  function pollIn(site: string, channel: Channel, ms: number): void {
    channel.stop();
    channel.isSoon = ms < pollMs;
    channel.stop = setTimer(() => {
      channel.isSoon = false;
      void poll(site, channel);
    }, ms);
  }

  const openChannel = (site: string): Channel => {
    const channel: Channel = {
      listeners: new Set(),
      seen: new Map(),
      cursor: clock(),
      stop: () => undefined,
      isSoon: false,
    };
    channels.set(site, channel);
    pollIn(site, channel, pollMs);
    return channel;
  };

  return {
    listen(site, hear) {
      if (listeners >= maxListeners) return undefined;
      listeners++;
      const channel = channels.get(site) ?? openChannel(site);
      const listener = { hear };
      channel.listeners.add(listener);
      let listening = true;
      return () => {
        if (!listening) return;
        listening = false;
        listeners--;
        channel.listeners.delete(listener);
        if (channel.listeners.size > 0) return;
        channel.stop();
        if (channels.get(site) === channel) channels.delete(site);
      };
    },
    publish(site, touches) {
      if (isRenamed(site)) {
        const channel = channels.get(site);
        if (channel && !channel.isSoon) pollIn(site, channel, Math.min(soonMs, pollMs));
        return;
      }
      latest.set(site, [...(latest.get(site) ?? []), ...touches].slice(-latestLines));
      const channel = channels.get(site);
      if (channel) tell(channel, touches);
    },
    latest: (site) => (isRenamed(site) ? [] : (latest.get(site) ?? [])),
    close() {
      for (const channel of channels.values()) channel.stop();
      channels.clear();
    },
  };
}
