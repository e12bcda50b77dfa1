import type { TouchtrailEvent } from '@touchtrail/contract';
import { eventUuid, linkHash } from '@touchtrail/store';
import type { FoundLink, LinkStore } from '@touchtrail/store';
import { within } from '../patience.ts';
import { linkOpened, resolveLink } from './resolve-link.ts';
import type { Resolved } from './resolve-link.ts';

/** Looks up the tokens of a batch before its events are checked one by one. */
export interface LinkDesk {
  /**
   * @returns how to resolve each event of the batch; undefined when no event brings a token.
   * @throws StoreError when the store cannot be read in time: an unread token is neither right nor wrong.
   */
  open(siteId: string, events: readonly unknown[]): Promise<BatchLinks | undefined>;
}

/** The links of one batch. */
export interface BatchLinks {
  /** Undefined for an event without a token. */
  resolve(event: TouchtrailEvent): Resolved | undefined;
  /** Counts an opening that was accepted. */
  used(link: FoundLink, event: TouchtrailEvent): void;
}

const tokenIn = (raw: unknown): string | undefined => {
  const { name, props } = (raw ?? {}) as { name?: unknown; props?: { token?: unknown } | null };
  return name === linkOpened && typeof props?.token === 'string' ? props.token : undefined;
};

/** Links whose openings are remembered until they are in the store for certain. */
const remembered = 20_000;

/**
 * Resolves tokens by the store and remembers what this process has counted itself, since an event
 * reaches the store some time after it was accepted. A second process may let an opening more pass.
 *
 * @example
 * const desk = createLinkDesk({ links: store.links, clock: Date.now });
 * (await desk.open('shop', batch.events))?.resolve(event);
 */
export function createLinkDesk(deps: {
  links: Pick<LinkStore, 'find'>;
  clock: () => number;
}): LinkDesk {
  const recent = new Map<string, Set<string>>();

  return {
    async open(siteId, events) {
      const tokens = events.flatMap((raw) => tokenIn(raw) ?? []);
      if (tokens.length === 0) return undefined;
      const found = new Map(
        (await within(deps.links.find(siteId, tokens), 'links')).map((link) => [link.hash, link]),
      );
      return {
        resolve(event) {
          // Whoever states a link without its token has not opened it.
          const token =
            event.name === linkOpened ? String(event.props?.['token'] ?? '') : undefined;
          if (token === undefined) return undefined;
          const link = found.get(linkHash(token));
          const recently = link && recent.get(link.id);
          return resolveLink(event, link, { siteId, now: deps.clock(), recently });
        },
        used(link, event) {
          if (link.maxUses === undefined) return;
          const uses = recent.get(link.id) ?? new Set();
          uses.add(eventUuid(siteId, event.id));
          recent.delete(link.id);
          recent.set(link.id, uses);
          const [oldest] = recent.keys();
          if (recent.size > remembered && oldest !== undefined) recent.delete(oldest);
        },
      };
    },
  };
}
