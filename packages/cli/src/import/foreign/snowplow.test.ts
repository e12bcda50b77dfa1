import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellReader, columnCount } from './snowplow-columns.ts';
import { mapSnowplowRow } from './snowplow-row.ts';
import { snowplow } from './snowplow.ts';
import { load } from './testing/load.ts';

/** Position of each column, asked of the reader itself. */
const order = Array.from({ length: columnCount }, (_, at) => String(at));
const position = (column: string): number => Number(cellReader(order)(column) ?? NaN);

const entity = (schema: string, data: unknown) => ({
  schema: `iglu:${schema}/jsonschema/1-0-0`,
  data,
});
const contexts = (...entities: unknown[]) =>
  JSON.stringify(entity('com.snowplowanalytics.snowplow/contexts', entities));
const unstruct = (schema: string, data: unknown) =>
  JSON.stringify(entity('com.snowplowanalytics.snowplow/unstruct_event', entity(schema, data)));

function row(more: Record<string, string> = {}): string {
  const cells = Array.from({ length: columnCount }, () => '');
  const all: Record<string, string> = {
    app_id: 'shop',
    platform: 'web',
    collector_tstamp: '2026-10-25 10:00:01.000',
    derived_tstamp: '2026-10-25 10:00:00.250',
    event: 'page_view',
    event_name: 'page_view',
    event_id: 'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
    user_ipaddress: '203.0.113.7',
    domain_userid: 'bc2e92ec6c204a14',
    network_userid: '5beb1f92-d4fb-4020-905c-f659929c8ab5',
    domain_sessionid: '21b88e7c-77d0-4b0a-9b6a-1a1c1a1b1c1d',
    page_url: 'https://shop.example/shoes',
    page_urlpath: '/shoes',
    page_title: 'Shoes',
    page_referrer: 'https://search.example/?q=shoes',
    refr_medium: 'search',
    mkt_source: 'news',
    mkt_medium: 'email',
    mkt_campaign: 'autumn',
    mkt_clickid: 'secret-click',
    mkt_network: 'Google',
    useragent: 'Mozilla/5.0 (X11; Linux x86_64)',
    br_lang: 'de-DE',
    os_timezone: 'Europe/Berlin',
    dvce_ismobile: '0',
    dvce_screenwidth: '1920',
    dvce_screenheight: '1080',
    geo_country: 'DE',
    ...more,
  };
  for (const [column, text] of Object.entries(all)) {
    const at = position(column);
    if (Number.isNaN(at)) throw new Error(`there is no column ${column}`);
    cells[at] = text;
  }
  return cells.join('\t');
}

it('has the columns of the documentation', () => {
  expect(columnCount).toBe(131);
  expect(
    ['app_id', 'event_id', 'page_url', 'contexts', 'unstruct_event', 'useragent'].map(position),
  ).toEqual([0, 6, 29, 52, 58, 77]);
  expect(
    ['dvce_ismobile', 'domain_sessionid', 'derived_tstamp', 'event_name', 'true_tstamp'].map(
      position,
    ),
  ).toEqual([102, 123, 124, 126, 130]);
});

describe('an enriched event', () => {
  it('becomes a page view with its visit, page, campaign and device', async () => {
    const { rows, summary } = await load(snowplow, `${row()}\r\n\n${row()}\n`);
    expect(summary).toMatchObject({ imported: 1, alreadyThere: 1, rejected: 0 });
    expect(rows[0]).toMatchObject({
      event_id: 'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
      type: 'touch',
      name: 'page.viewed',
      channel: 'web',
      ts: Date.parse('2026-10-25T10:00:00.250Z'),
      anonymous_id: 'bc2e92ec6c204a14',
      session_id: '21b88e7c-77d0-4b0a-9b6a-1a1c1a1b1c1d',
      page_url: expect.stringContaining('https://shop.example/shoes'),
      page_path: '/shoes',
      page_title: 'Shoes',
      referrer_type: 'search',
      campaign_source: 'news',
      campaign_medium: 'email',
      campaign_name: 'autumn',
      click_id_type: 'gclid',
      language: 'de-DE',
      device_width: 1_920,
      device_timezone: 'Europe/Berlin',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    });
    const all = JSON.stringify(rows);
    expect(all).not.toContain('203.0.113.7');
    expect(all).not.toContain('secret-click');
  });

  it('takes the time that the sender is sure of, and the phone for what it is', () => {
    expect(
      mapSnowplowRow(row({ true_tstamp: '2026-10-25 09:59:59', dvce_ismobile: 'true' })),
    ).toMatchObject({ at: Date.parse('2026-10-25T09:59:59Z'), channel: 'mobile_web' });
  });

  it('that is structured is named by category and action', () => {
    const event = row({
      event: 'struct',
      se_category: 'shop',
      se_action: 'add-to-basket',
      se_label: 'SKU-1',
      se_value: '2.5',
    });
    expect(mapSnowplowRow(event)).toMatchObject({
      type: 'touch',
      name: 'shop.add-to-basket',
      props: { label: 'SKU-1', value: 2.5 },
    });
  });

  it('of a sale is a conversion, and its items are not steps', async () => {
    const sale = row({
      event: 'transaction',
      tr_orderid: 'T-1',
      tr_total: '59.90',
      tr_currency: 'chf',
    });
    const item = row({
      event: 'transaction_item',
      event_id: 'd6ef3124-b53a-4b13-a233-0088f79dcbcb',
      ti_orderid: 'T-1',
      ti_price: '59.90',
    });
    const { rows } = await load(snowplow, `${sale}\n${item}`);
    expect(rows.map(({ type, name }) => [type, name])).toEqual([
      ['conversion', 'transaction'],
      ['interaction', 'transaction_item'],
    ]);
    expect(rows[0]).toMatchObject({ value: 59.9, currency: 'CHF' });
  });

  it('of the e-commerce plug-in is a conversion with the revenue of its entity', () => {
    const sale = row({
      event: 'unstruct',
      event_name: 'snowplow_ecommerce_action',
      unstruct_event: unstruct(
        'com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action',
        {
          type: 'transaction',
        },
      ),
      contexts: contexts(
        entity('com.snowplowanalytics.snowplow.ecommerce/transaction', {
          transaction_id: 'T-2',
          revenue: 12.5,
          currency: 'eur',
        }),
      ),
    });
    expect(mapSnowplowRow(sale)).toMatchObject({
      type: 'conversion',
      name: 'transaction',
      value: 12.5,
      currency: 'EUR',
      props: { transaction_id: 'T-2' },
    });
  });

  it('of any schema keeps its name, and its data as props', () => {
    const event = row({
      event: 'unstruct',
      event_name: 'quote_asked',
      unstruct_event: unstruct('com.acme/quote_asked', {
        size: 3,
        urgent: true,
        address: { city: 'Bern', deep: { er: 1 } },
        parts: ['a', 'b'],
        nothing: null,
      }),
    });
    expect(mapSnowplowRow(event)).toMatchObject({
      type: 'touch',
      name: 'quote_asked',
      props: { size: 3, urgent: true, address_city: 'Bern', parts: 2 },
    });
  });

  it('of a page ping is an interaction that says how far it was seen', () => {
    const ping = row({
      event: 'page_ping',
      pp_yoffset_max: '400',
      br_viewheight: '600',
      doc_height: '2000',
    });
    expect(mapSnowplowRow(ping)).toMatchObject({
      type: 'interaction',
      experience: { scrollPercent: 50 },
    });
  });

  it('of an app takes ids from the session of the app, and none from anonymous tracking', () => {
    const app = row({
      platform: 'mob',
      domain_userid: '',
      domain_sessionid: '',
      network_userid: '00000000-0000-0000-0000-000000000000',
      contexts: contexts(
        entity('com.snowplowanalytics.snowplow/client_session', {
          userId: 'd-1',
          sessionId: 's-1',
        }),
      ),
    });
    expect(mapSnowplowRow(app)).toMatchObject({
      channel: 'app',
      anonymousId: 'd-1',
      sessionId: 's-1',
    });
  });
});

describe('a line that cannot be', () => {
  const unknown = '00000000-0000-0000-0000-000000000000';
  const cases: [string, string, string][] = [
    ['with too few columns', 'a\tb\tc', 'has 3 columns, an enriched event has 131'],
    ['with one too many', `${row()}\t`, 'has 132 columns'],
    ['without an id', row({ event_id: '17' }), 'event_id: is not a UUID'],
    [
      'without a time',
      row({ derived_tstamp: '', collector_tstamp: '' }),
      'collector_tstamp: is not a time',
    ],
    [
      'with a date that is none',
      row({ derived_tstamp: '2026-13-25 10:00:00' }),
      'derived_tstamp: is not a time',
    ],
    ['of an unknown kind', row({ event: 'ad_dream' }), 'event: "ad_dream" is no kind of event'],
    [
      'with a broken context',
      row({ contexts: '{"data":' }),
      'contexts: is no self-describing JSON',
    ],
    [
      'with a broken event',
      row({ event: 'unstruct', unstruct_event: '{}' }),
      'unstruct_event: is no self-describing JSON',
    ],
    ['of nobody', row({ domain_userid: '', network_userid: unknown }), 'domain_userid: neither it'],
    [
      'with a total that is none',
      row({ event: 'transaction', tr_total: 'much' }),
      'value: must be a decimal',
    ],
    [
      'of other columns in this place',
      row().split('\t').toReversed().join('\t'),
      'event_id: is not a UUID',
    ],
    ['without end', 'x'.repeat(1 << 21), 'is longer than 1048576 characters'],
  ];
  it.each(cases)(
    '%s is refused with its reason, the next one is loaded',
    async (_, text, reason) => {
      const { summary } = await load(snowplow, `${text}\n${row()}`, { chunk: 100_000 });
      expect(summary).toMatchObject({ imported: 1, rejected: 1 });
      expect(summary.reasons[0]?.reason).toContain(reason);
      expect(summary.examples[0]?.line).toBe(1);
    },
  );

  it('never throws, whatever the cells hold', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('unstruct', 'struct', '1e999', ''),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.nat(columnCount - 1).map(String), cell), (changes) => {
        const cells = row().split('\t');
        for (const [at, text] of Object.entries(changes)) {
          cells[Number(at)] = text.replaceAll(/[\t\n]/g, ' ');
        }
        expect(['string', 'object']).toContain(typeof mapSnowplowRow(cells.join('\t')));
      }),
      { numRuns: 300 },
    );
  });
});

it('an empty file is told apart from a wrong one', async () => {
  await expect(load(snowplow, '\n\n')).rejects.toMatchObject({ code: 'file_empty' });
});
