import { channels } from '@touchtrail/contract';
import type { Channel, Site } from '@touchtrail/contract';
import type { LinkFacts } from '@touchtrail/store';
import { renderSVG, renderUnicodeCompact } from 'uqr';
import { audit } from './actor.ts';
import { dayOf, printList } from './print-list.ts';
import type { Command, OptionValues } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite, siteOption } from '../find-site.ts';
import { linkUrl, parseDuration } from '../links/link-url.ts';
import { didYouMean } from '../terminal/suggest.ts';

const mostUses = 10_000;
/** What holds for a link that was sent to one person, unless told otherwise. */
const personal = { expires: '30d', uses: 3 };

function parseChannel(value: string | undefined): Channel | undefined {
  if (value === undefined) return undefined;
  const known = channels.find((channel) => channel === value);
  if (known) return known;
  throw new CliError('usage', `--channel: no channel ${value}.`, didYouMean(value, channels));
}

function parseUses(value: string | undefined, normal: number | undefined): number | undefined {
  if (value === undefined) return normal;
  const uses = Number(value);
  if (/^\d+$/.test(value) && uses >= 1 && uses <= mostUses) return uses;
  throw new CliError(
    'usage',
    `--uses ${value} does not fit.`,
    `Use a number from 1 to ${mostUses.toLocaleString('en-US')}, or leave it out.`,
  );
}

function campaignOf(options: OptionValues): Record<string, string> {
  const parts = [
    ['source', 'source'],
    ['medium', 'medium'],
    ['name', 'campaign'],
    ['content', 'content'],
  ] as const;
  return Object.fromEntries(
    parts.flatMap(([part, option]) => {
      const value = text(options, option);
      return value === undefined ? [] : [[part, value]];
    }),
  );
}

/** What the options say of a link. */
function factsOf(options: OptionValues, now: number): LinkFacts {
  const url = text(options, 'url') ?? '';
  const campaign = campaignOf(options);
  const person = text(options, 'person');
  const shop = text(options, 'store');
  const name = campaign['name'];
  const touchpoint =
    text(options, 'touchpoint') ??
    (shop === undefined ? undefined : `store.${shop}`) ??
    (person === undefined && name !== undefined ? `link.${name}` : undefined);
  if (person === undefined && touchpoint === undefined) {
    throw new CliError(
      'usage',
      'A link for many needs --campaign, --store or --touchpoint.',
      'Say what it stands for, for example --campaign autumn --store berlin.',
    );
  }
  const expires = text(options, 'expires') ?? (person === undefined ? undefined : personal.expires);
  const channel = parseChannel(text(options, 'channel'));
  return {
    url,
    campaign,
    touchpoint,
    person,
    channel: channel ?? (shop === undefined ? undefined : 'store'),
    maxUses: parseUses(text(options, 'uses'), person === undefined ? undefined : personal.uses),
    expiresAt: expires === undefined ? undefined : now + parseDuration('expires', expires),
  };
}

function checkPerson({ id, privacy }: Site): void {
  const policy = privacy.fieldPolicies['userId'] ?? 'keep';
  if (policy === 'keep') return;
  throw new CliError(
    'invalid_parameters',
    `The site ${id} does not keep user ids as they are (policy: ${policy}), so no link may hold one.`,
    'Make the link without --person.',
  );
}

export const linkCreateCommand: Command = {
  name: 'link create',
  args: '',
  arity: [0, 0],
  summary: 'Make a link or QR code that tells campaign and store, or who opens it',
  details: [
    'The address carries a random token; what it stands for stays here. Without --person it is printed',
    'for many and names nobody: opening it is a touch at the store or campaign. With --person it says who',
    'opens it, once that person has agreed to identification on the page; it then ends after 30 days and',
    '3 openings unless told otherwise.',
  ].join('\n'),
  options: {
    site: siteOption,
    url: { type: 'string', value: 'URL', help: 'where it leads' },
    campaign: { type: 'string', value: 'NAME', help: 'campaign it belongs to' },
    source: { type: 'string', value: 'TEXT', help: 'source of the campaign' },
    medium: {
      type: 'string',
      value: 'TEXT',
      help: 'medium of the campaign: qr, print, email, sms',
    },
    content: { type: 'string', value: 'TEXT', help: 'which of several in the campaign' },
    store: { type: 'string', value: 'NAME', help: 'hangs in this store: touchpoint store.NAME' },
    touchpoint: { type: 'string', value: 'KEY', help: 'where it is met, instead of --store' },
    channel: {
      type: 'string',
      value: 'CHANNEL',
      help: 'channel of the touch (store with --store)',
    },
    person: { type: 'string', value: 'ID', help: 'user id of whom it is sent to' },
    expires: { type: 'string', value: '30d', help: 'how long it counts (12h, 30d, 8w)' },
    uses: { type: 'string', value: 'N', help: 'how often it may be opened' },
    qr: { type: 'string', value: 'terminal|svg', help: 'print it as QR code' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    'touchtrail link create --site my-site --url https://shop.example/lamps --campaign autumn --store berlin --qr svg > poster.svg',
    'touchtrail link create --site my-site --url https://shop.example/offer --campaign autumn --medium email --person customer-17',
  ],
  async run(context, options) {
    const qr = text(options, 'qr');
    if (qr !== undefined && qr !== 'terminal' && qr !== 'svg') {
      throw new CliError('usage', `--qr ${qr} is not known.`, 'Use terminal or svg.');
    }
    const facts = factsOf(options, context.clock());
    // Refused before anything is stored.
    linkUrl(facts.url, {}, '');
    return context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      if (facts.person !== undefined) checkPerson(site);
      const { id, token } = await store.links.create(site.id, facts);
      const url = linkUrl(facts.url, { ...facts.campaign }, token);
      await audit(store, {
        action: 'link.created',
        site: site.id,
        detail: { link: id, personal: facts.person !== undefined },
      });
      if (flag(options, 'json')) context.out(`${JSON.stringify({ id, site: site.id, url })}\n`);
      else if (qr === 'svg') context.out(`${renderSVG(url)}\n`);
      else context.out(`${qr === 'terminal' ? `${renderUnicodeCompact(url)}\n` : ''}${url}\n`);
      if (qr === 'svg') context.note(url);
      context.note(`Link ${id}. Keep the address: its token is shown this once.`);
      return 0;
    });
  },
};

export const linkListCommand: Command = {
  name: 'link list',
  args: '',
  arity: [0, 0],
  summary: 'List links with how often they were opened, never their tokens',
  options: {
    site: siteOption,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail link list --site my-site'],
  run: (context, options) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const links = await store.links.list(site.id);
      return printList(
        context,
        options,
        ['id', 'url', 'campaign', 'touchpoint', 'person', 'opened', 'of', 'until'],
        links,
        (link) => ({
          id: link.id,
          url: link.url,
          campaign: link.campaign?.name ?? '',
          touchpoint: link.touchpoint ?? '',
          person: link.person ?? '',
          opened: link.uses,
          of: link.maxUses,
          until: link.revokedAt === undefined ? dayOf(link.expiresAt) : 'revoked',
        }),
      );
    }),
};

export const linkRevokeCommand: Command = {
  name: 'link revoke',
  args: 'ID',
  arity: [1, 1],
  summary: 'End a link: its token counts no more',
  options: { site: siteOption },
  examples: ['touchtrail link revoke 4b9c0d52-7a0e-4f6b-9d53-0c9a1f6f2b11 --site my-site'],
  run: (context, options, args) =>
    context.withStore(async (store) => {
      const site = await findSite(store, text(options, 'site'));
      const id = args[0] ?? '';
      await store.links.revoke(site.id, id);
      await audit(store, {
        action: 'link.revoked',
        site: site.id,
        detail: { link: id },
      });
      context.note('Revoked.');
      return 0;
    }),
};
