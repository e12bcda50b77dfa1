import type {
  ConsentChoice,
  ConsentOptions,
  ConsentRegime,
  Purpose,
  Touchtrail,
} from '../types.ts';
import { purposes, resolve } from './resolve.ts';
import type { Source } from './resolve.ts';
import type { ConsentAdapter, ConsentSignal, ConsentState, Statement } from './signal.ts';

/** How sources are weighed. */
export interface ConnectOptions {
  /**
   * The law for visitors of whom no source says otherwise. Default `opt_in`: nothing without a
   * decision. In `opt_out` and `none` everything but `content` is allowed until somebody refuses.
   */
  regime?: ConsentRegime | undefined;
  /** How long a source that has not answered holds up the others, ms. Default 5,000. */
  waitMs?: number | undefined;
  /** After how many days consent counts as not given. Default 395, thirteen months. */
  maxAgeDays?: number | undefined;
  /** The privacy policy in force; consent to another version counts as not given. */
  policyVersion?: string | undefined;
}

/** A running connection between consent platforms and the SDK. */
export interface ConsentConnection {
  /** Where every purpose stands now. */
  states(): Record<Purpose, ConsentState>;
  /** Adds sources, such as a platform that is loaded later. */
  add(adapters: readonly ConsentAdapter[]): void;
  /** Stops listening. The decision in force stays in force. */
  disconnect(): void;
}

/** One connection for each SDK on the page, found by whichever script comes second. */
const key = Symbol.for('touchtrail.consent');
type Connected = Touchtrail & { [key]?: ConsentConnection | undefined };

/** SHA-256 as hex; nothing where the page is no secure context. */
const hashOf = async (text: string): Promise<string | undefined> => {
  try {
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  } catch {
    return undefined;
  }
};

/** What a call of `touchtrail.consent()` says of each purpose: all that it does not name is refused. */
const statementOf = (choice: ConsentChoice): Statement =>
  Object.fromEntries(
    purposes.map((purpose, index) => [
      purpose,
      choice === 'grant' ? index < 3 : (choice as Statement)[purpose] === true,
    ]),
  );

/**
 * Lets consent platforms and browser signals decide for the SDK. From here on calls of
 * `touchtrail.consent()` are one source among the others, the one of the highest rank. Connecting
 * again adds to the first connection.
 *
 * @example
 * connectConsent(touchtrail, [klaro(), gpc()], { regime: 'opt_in' });
 */
export function connectConsent(
  touchtrail: Touchtrail,
  adapters: readonly ConsentAdapter[],
  options: ConnectOptions = {},
): ConsentConnection {
  const page = touchtrail as Connected;
  if (page[key]) {
    page[key].add(adapters);
    return page[key];
  }
  const { consent } = page;
  const { regime = 'opt_in', waitMs = 5_000, maxAgeDays = 395, policyVersion } = options;
  const stop = new AbortController();
  const until = stop.signal;
  const sources: Source[] = [];
  const site: Source = { name: 'api', rank: 0 };
  const had = new Set<Purpose>();
  /** The last decision told to the SDK: a grant as JSON, or `deny`. */
  let told = '';
  /**
   * Whether the last decision of the SDK was a refusal: made before there was a resolver, or by another
   * tab. It gives way to what a person says here, and to nothing else.
   */
  let refused = false;
  const weigh = () =>
    resolve(
      sources,
      { regime, maxAgeMs: maxAgeDays * 86_400_000, policyVersion, refused },
      Date.now(),
    );

  const settle = () => {
    if (until.aborted) return;
    const { states, granted, record, regime: law } = weigh();
    const signal = sources.find((source) => source.signal?.signal)?.signal?.signal;
    const receipt = {
      source: record?.name ?? 'region',
      policyVersion: record?.policyVersion ?? policyVersion,
      decidedAt: record?.decidedAt,
      id: record?.id,
      revision: record?.revision,
      regime: law,
      signal,
    } as ConsentOptions;
    const decision = granted.length ? JSON.stringify([granted, receipt]) : 'deny';
    const inForce = told[0] === '[' && !refused;
    // Undecided, and nothing to take back. What was kept under consent that has expired goes.
    if (
      decision === told ||
      !(granted.length || inForce || (record && /denied|expired/.test(states.measurement)))
    ) {
      return;
    }
    told = decision;
    if (!granted.length) return consent('deny', receipt);
    for (const purpose of granted) had.add(purpose);
    const tell = (proof?: object) => {
      if (told !== decision) return;
      const details: object = { ...receipt, signal: undefined, ...proof };
      consent(Object.fromEntries(granted.map((purpose) => [purpose, true])), details);
    };
    // What is taken back is taken back at once; a first grant waits for the hash that proves it.
    if (!signal || inForce) tell();
    if (signal) void hashOf(signal).then((signalHash) => tell({ signal, signalHash }));
  };

  const off = page.on('consent', (detail) => {
    refused = !detail.purposes.length;
  });
  page.consent = (choice, given = {}) => {
    if (!site.signal) sources.push(site);
    const statement = statementOf(choice);
    const same = JSON.stringify(statement) === JSON.stringify(site.signal?.purposes);
    site.name = given.source ?? site.name;
    site.signal = {
      ...given,
      purposes: statement,
      decidedAt: given.decidedAt ?? (same ? site.signal?.decidedAt : Date.now()),
    };
    settle();
  };
  const connection: ConsentConnection = {
    states() {
      const { states } = weigh();
      for (const purpose of had) {
        if (states[purpose] === 'denied' || (refused && states[purpose] === 'granted')) {
          states[purpose] = 'withdrawn';
        }
      }
      return states;
    },
    add(more) {
      // On a server there is nobody to ask.
      if (typeof document === 'undefined') return;
      const added = more.map((adapter): Source & ConsentAdapter => ({
        name: adapter.name,
        rank: adapter.rank,
        connect: adapter.connect,
      }));
      sources.push(...added);
      for (const source of added) {
        source.connect(
          (signal: ConsentSignal) => {
            source.signal = {
              // Few platforms say when; said right after a click or a key, it is said now.
              ...(navigator.userActivation?.isActive &&
                source.rank < 3 && { decidedAt: Date.now() }),
              ...signal,
            };
            settle();
          },
          until,
          page,
        );
      }
      settle();
      setTimeout(() => {
        for (const source of added) source.late = true;
        settle();
      }, waitMs);
    },
    disconnect() {
      stop.abort();
      off();
      page.consent = consent;
      page[key] = undefined;
    },
  };
  page[key] = connection;
  connection.add(adapters);
  return connection;
}
