import { whenPresent } from '../consent/when-present.ts';
import { scrubText } from '../scrub/index.ts';
import type { Props, Purpose, Touchtrail } from '../types.ts';
import type { ChatAdapter, ChatDetails, ChatEventName, ChatReport } from './adapter.ts';
import { remembered } from './memory.ts';
import { lengthBucket, refOf } from './measure.ts';

/** How chats are recorded. */
export interface ChatOptions {
  /** Key of the touchpoint. Default `chat.<name of the widget>`. */
  touchpoint?: string | undefined;
  /**
   * Whether each message is a touch, a step of the journey of its own. Default `interaction`:
   * something that happened within the conversation.
   */
  messages?: 'interaction' | 'touch' | undefined;
  /**
   * Keep what was written, scrubbed, of people who allow `content`. Default false. The service takes
   * it away again where the site's policy has no `content`.
   */
  captureText?: boolean | undefined;
  /** Salt of `conversation_ref`. Default: the write key on the script tag, else the host's name. */
  site?: string | undefined;
  /** Version of the widget, where you know it. */
  version?: string | undefined;
}

/** What is a touch; all else happens within one. A rating is feedback. */
const touches = /opened|conv|joined|form/;

/** On a server there is no page and no widget. */
const nothing = () => {};

/** One connection for each widget on the page and site, whichever build of the SDK made it. */
const registry = Symbol.for('touchtrail.chat');
type Page = { [registry]?: Map<string, () => void> };

/** The event as it was queued, as far as it is read here. */
interface Queued {
  consent?: { purposes: Purpose[] };
}

/**
 * Records what happens in a chat widget as touches of the channel `chat`. Connecting the same widget
 * twice adds nothing.
 *
 * @returns stops listening and takes wrapped handlers out again.
 * @example
 * const disconnect = connectChat(touchtrail, tawk(), { touchpoint: 'chat.support' });
 */
export function connectChat(
  touchtrail: Touchtrail,
  adapter: ChatAdapter,
  options: ChatOptions = {},
): () => void {
  if (typeof document === 'undefined') return nothing;
  const { touchpoint = `chat.${adapter.name}`, messages, captureText, version } = options;
  const site =
    options.site ??
    document.querySelector<HTMLElement>('script[data-site]')?.dataset['site'] ??
    location.hostname;
  const connections = ((self as Page)[registry] ??= new Map());
  const key = `${site} ${adapter.name}`;
  const already = connections.get(key);
  if (already) return already;

  const stop = new AbortController();
  const memory = remembered(`touchtrail.chat:${key}`);
  let purposes: readonly Purpose[] = [];
  let open = false;
  /** When the visitor wrote what is not answered yet, ms since the page was loaded. */
  let asked: number | undefined;
  let conversation = '';
  let ref: string | undefined;
  /** What waits for the hash that goes before it. */
  let waiting: (() => void)[] | undefined;

  const allowed = (detail: { purposes?: Purpose[] } | undefined) => {
    purposes = detail?.purposes ?? [];
    memory.keep(purposes.includes('storage'));
  };
  /** The name of the last event that was queued: what is not queued was not allowed. */
  let queued = '';
  const off = [
    touchtrail.on('consent', allowed),
    touchtrail.on('queued', (event) => {
      queued = event.name;
      allowed((event as Queued).consent);
    }),
  ];

  /** Records one event; whether it was taken, which without consent it is not. */
  const record = (name: ChatEventName, props: Record<string, unknown>, rating?: ChatDetails) => {
    queued = '';
    const message = name[0] === 'm';
    touchtrail.touch(`chat.${name}`, {
      touchpoint,
      channel: 'chat',
      type: rating
        ? 'feedback'
        : touches.test(name) || (message && messages === 'touch')
          ? 'touch'
          : 'interaction',
      props: {
        widget: adapter.name,
        adapter: `${adapter.name}@1`,
        widget_version: version,
        conversation_ref: ref,
        ...props,
      } as Props,
      ...(rating && { rating: rating.rating!, scale: rating.scale! }),
    });
    return queued === `chat.${name}`;
  };

  /** In order, and only after the reference of the conversation is known. */
  const inTurn = (run: () => void) => {
    if (waiting) waiting.push(run);
    else run();
  };

  const enter = (id: string) => {
    if (!id || id === conversation) return;
    conversation = id;
    ref = undefined;
    const before = waiting;
    waiting ??= [];
    void (async () => {
      const hash = await refOf(site, id);
      if (conversation === id) ref = hash;
      if (before) return;
      const runs = waiting!;
      waiting = undefined;
      for (const run of runs) run();
    })();
  };

  const tell = (name: ChatEventName, details: ChatDetails, length: string, text?: string) => {
    const { id, author, replay } = details;
    const message = name[0] === 'm';
    if (name === 'opened' || name === 'closed') {
      const now = name === 'opened';
      if (open !== now && !replay && record(name, { confidence: details.confidence ?? 'api' })) {
        open = now;
      }
      return;
    }
    const talk = conversation || `#${memory.round()}`;
    const seen = id === undefined ? undefined : `${talk} ${name} ${String(id)}`;
    const started = `${talk} started`;
    if (replay) {
      // A greeting may be there before anybody has said anything.
      if (name === 'message_sent') memory.add(started);
      if (seen) memory.add(seen);
      return;
    }
    if (seen && memory.has(seen)) return;
    if (name === 'conversation_started') {
      if (!memory.has(started) && record(name, { confidence: 'api' })) memory.add(started);
      return;
    }
    if (name === 'conversation_ended') {
      // What never began here has not ended here.
      if (memory.has(started) && record(name, { confidence: 'api' })) {
        memory.drop(started);
        memory.next();
        asked = undefined;
      }
      return;
    }
    // Most widgets say nothing of the beginning: a conversation begins with what the visitor writes.
    if (
      name === 'message_sent' &&
      !memory.has(started) &&
      record('conversation_started', { confidence: 'derived' })
    ) {
      memory.add(started);
    }
    const at = performance.now();
    const index = message ? memory.count(talk) + 1 : undefined;
    const taken = record(
      name,
      {
        author_type: author,
        message_index: index,
        length_bucket: length,
        has_attachment: details.attachment,
        rating_value: details.rating,
        form_kind: details.form,
        reply_latency_ms:
          name === 'message_received' && asked !== undefined && author !== 'system'
            ? Math.round(at - asked)
            : undefined,
        confidence: details.confidence ?? 'api',
        text: captureText && purposes.includes('content') ? text : undefined,
      },
      name === 'rating_given' ? details : undefined,
    );
    if (!taken) return;
    if (seen) memory.add(seen);
    if (message) memory.counted(talk);
    if (name === 'message_sent') asked ??= at;
    else if (message && author !== 'system') asked = undefined;
  };

  const report: ChatReport = (name, details = {}, words) => {
    if (stop.signal.aborted) return;
    try {
      const length = typeof words === 'string' ? lengthBucket(words.length) : undefined;
      const text =
        captureText && typeof words === 'string' ? scrubText(words).slice(0, 1_000) : undefined;
      if (typeof details.conversation === 'string' || typeof details.conversation === 'number') {
        enter(`${details.conversation}`);
      }
      inTurn(() => tell(name, details, length!, text));
    } catch {}
  };

  const disconnect = () => {
    stop.abort();
    // Those of the inline stub are promises until the SDK is there.
    for (const one of off) void Promise.resolve(one).then((end) => end());
    if (connections.get(key) === disconnect) connections.delete(key);
  };
  connections.set(key, disconnect);
  try {
    adapter.connect(report, stop.signal);
  } catch {}
  return disconnect;
}

/**
 * Connects those of the widgets that turn up on the page within two minutes.
 *
 * @returns disconnects them all.
 * @example
 * autoDetectChat(touchtrail, [crisp(), intercom(), tawk()]);
 */
export function autoDetectChat(
  touchtrail: Touchtrail,
  adapters: readonly ChatAdapter[],
  options?: ChatOptions,
): () => void {
  if (typeof document === 'undefined') return nothing;
  const stop = new AbortController();
  const connected: (() => void)[] = [];
  for (const adapter of adapters) {
    whenPresent(
      () => adapter.present() as object | undefined,
      () => connected.push(connectChat(touchtrail, adapter, options)),
      stop.signal,
    );
  }
  return () => {
    stop.abort();
    for (const disconnect of connected) disconnect();
  };
}
