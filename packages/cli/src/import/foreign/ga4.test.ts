import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ga4 } from './ga4.ts';
import { mapGa4Row } from './ga4-row.ts';
import { load } from './testing/load.ts';

type Json = Record<string, unknown>;
const micros = 1_793_000_000_123_456;

const param = (key: string, value: string | number) => ({
  key,
  value: typeof value === 'string' ? { string_value: value } : { int_value: String(value) },
});

/** A value with all its four fields, as BigQuery writes it. */
const only = (some: Json): Json => ({
  string_value: null,
  int_value: null,
  float_value: null,
  double_value: null,
  ...some,
});

/** A page view as BigQuery writes it: whole numbers as text, empty fields left out. */
const row = (more: Json = {}, params: Json[] = []): Json => ({
  event_date: '20261025',
  event_timestamp: String(micros),
  event_name: 'page_view',
  event_params: [
    param('ga_session_id', 1_793_000_000),
    param('page_location', 'https://shop.example/shoes?utm_source=news#top'),
    param('page_title', 'Shoes'),
    param('page_referrer', 'https://search.example/'),
    param('engagement_time_msec', 1_234),
    param('entrances', 1),
    param('colour', 'red'),
    ...params,
  ],
  event_bundle_sequence_id: '77',
  batch_page_id: '1793000000000',
  batch_ordering_id: '2',
  batch_event_index: '5',
  user_pseudo_id: '1234.5678',
  privacy_info: { analytics_storage: 'Yes', ads_storage: 'Yes', uses_transient_token: 'No' },
  device: {
    category: 'mobile',
    operating_system: 'Android',
    language: 'de-de',
    time_zone_offset_seconds: '3600',
    web_info: { browser: 'Chrome' },
  },
  geo: { country: 'Germany', region: 'Berlin', city: '(not set)' },
  traffic_source: { source: 'first-ever', medium: 'organic' },
  collected_traffic_source: {
    manual_source: 'news',
    manual_medium: 'email',
    manual_campaign_name: 'autumn',
    gclid: 'secret-click',
  },
  stream_id: '42',
  platform: 'WEB',
  items: [],
  ...more,
});
const lines = (...rows: Json[]) => rows.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('a row of the export', () => {
  it('becomes a page view with its visit, page, campaign and device', async () => {
    const { rows, summary } = await load(ga4, lines(row()));
    expect(summary).toMatchObject({ imported: 1, rejected: 0 });
    expect(rows[0]).toMatchObject({
      type: 'touch',
      name: 'page.viewed',
      ts: 1_793_000_000_123,
      seq: 456_002_005,
      anonymous_id: '1234.5678',
      channel: 'mobile_web',
      page_url: expect.stringContaining('https://shop.example/shoes'),
      page_path: '/shoes',
      page_title: 'Shoes',
      referrer: 'https://search.example/',
      campaign_source: 'news',
      campaign_medium: 'email',
      campaign_name: 'autumn',
      click_id_type: 'gclid',
      language: 'de-de',
      utc_offset: 60,
      engaged_ms: 1_234,
    });
    expect(JSON.parse(String(rows[0]?.['props']))).toEqual({
      country: 'Germany',
      region: 'Berlin',
      device_category: 'mobile',
      browser: 'Chrome',
      os: 'Android',
      stream_id: '42',
      colour: 'red',
    });
    // The value of a click id names a person at an advertiser.
    expect(JSON.stringify(rows)).not.toContain('secret-click');
  });

  it('of a purchase becomes a conversion in the currency of the purchase', async () => {
    const bought = row(
      {
        event_name: 'purchase',
        user_id: 'C-17',
        ecommerce: { purchase_revenue: 59.9, purchase_revenue_in_usd: 65, transaction_id: 'T-1' },
        items: [
          { item_id: 'A', item_name: 'Shoe' },
          { item_id: 'B', item_name: 'Sock' },
        ],
        user_properties: [param('plan', 'gold')],
      },
      [param('currency', 'eur'), param('value', 61)],
    );
    const { rows } = await load(ga4, lines(bought));
    expect(rows[0]).toMatchObject({
      type: 'conversion',
      name: 'purchase',
      user_id: 'C-17',
      value: 59.9,
      currency: 'EUR',
    });
    expect(JSON.parse(String(rows[0]?.['props']))).toMatchObject({
      transaction_id: 'T-1',
      items: 2,
      item_ids: 'A,B',
      item_names: 'Shoe,Sock',
      user_plan: 'gold',
    });
  });

  it('falls back to dollars, to the session’s last click, and to the parameters for the campaign', () => {
    const bought = mapGa4Row(
      JSON.stringify(
        row({
          event_name: 'purchase',
          ecommerce: { purchase_revenue_in_usd: 65 },
          collected_traffic_source: undefined,
          session_traffic_source_last_click: {
            manual_campaign: { source: 'partner', medium: 'referral', campaign_name: '(not set)' },
          },
        }),
      ),
    );
    expect(bought).toMatchObject({
      value: 65,
      currency: 'USD',
      campaign: { source: 'partner', medium: 'referral' },
    });
    const stated = mapGa4Row(
      JSON.stringify(
        row({ collected_traffic_source: null }, [param('source', 'x'), param('medium', '(none)')]),
      ),
    );
    expect(stated).toMatchObject({ campaign: { source: 'x' } });
  });

  it('has all its columns, and null in most of them', async () => {
    const whole = row({
      event_name: 'screen_view',
      platform: 'ANDROID',
      event_params: [
        { key: 'ga_session_id', value: only({ int_value: '1793000000' }) },
        { key: 'firebase_screen_class', value: only({ string_value: 'GameActivity' }) },
        { key: 'firebase_screen_id', value: only({ int_value: '-5625624659212615000' }) },
        { key: 'speed', value: only({ double_value: 1.5 }) },
        { key: 'nothing', value: only({}) },
      ],
      event_previous_timestamp: null,
      event_value_in_usd: null,
      event_server_timestamp_offset: null,
      user_id: null,
      privacy_info: { analytics_storage: null, ads_storage: null, uses_transient_token: 'No' },
      user_properties: [
        { key: 'ga_session_id', value: only({ int_value: '1793000000' }) },
        { key: 'ga_session_number', value: only({ int_value: '2' }) },
        { key: 'level', value: { ...only({ string_value: '8' }), set_timestamp_micros: '1' } },
      ],
      user_first_touch_timestamp: String(micros),
      user_ltv: { revenue: '0.0', currency: 'USD' },
      device: {
        category: 'mobile',
        mobile_brand_name: 'Brand',
        mobile_os_hardware_model: null,
        operating_system: 'Android',
        vendor_id: null,
        language: null,
        time_zone_offset_seconds: '28800',
        browser: null,
        web_info: null,
      },
      geo: { country: '', region: '', city: '', metro: '(not set)' },
      app_info: { id: 'com.example', version: '1.2', install_store: null },
      traffic_source: { name: '(direct)', medium: '(none)', source: '(direct)' },
      collected_traffic_source: null,
      session_traffic_source_last_click: null,
      event_dimensions: null,
      ecommerce: { purchase_revenue: null, transaction_id: '(not set)' },
      items: [{ item_id: '(not set)' }, { item_id: '(not set)', item_params: [] }],
    });
    const { rows, summary } = await load(ga4, lines(whole));
    expect(summary).toMatchObject({ imported: 1, rejected: 0 });
    expect(rows[0]).toMatchObject({ channel: 'app', touchpoint: 'screen.GameActivity' });
    expect(rows[0]).toMatchObject({ utc_offset: 480 });
    expect(JSON.parse(String(rows[0]?.['props']))).toEqual({
      items: 2,
      device_category: 'mobile',
      os: 'Android',
      stream_id: '42',
      firebase_screen_class: 'GameActivity',
      firebase_screen_id: '-5625624659212615000',
      speed: 1.5,
      user_level: '8',
    });
  });

  it.each(['session_start', 'first_visit', 'user_engagement', 'scroll'])(
    '%s is an interaction, not a step',
    (event_name) => {
      expect(mapGa4Row(JSON.stringify(row({ event_name })))).toMatchObject({
        type: 'interaction',
        name: event_name,
      });
    },
  );

  it('of an app is a touch of its screen', () => {
    const seen = row({ event_name: 'screen_view', platform: 'IOS' }, [
      param('firebase_screen_class', 'CartView'),
    ]);
    expect(mapGa4Row(JSON.stringify(seen))).toMatchObject({
      channel: 'app',
      touchpoint: 'screen.CartView',
    });
  });
});

describe('the same event', () => {
  it('in the intraday and in the daily table is there once', async () => {
    const intraday = row({ session_traffic_source_last_click: undefined, is_active_user: true });
    const { store, summary } = await load(ga4, lines(intraday, row()));
    expect(summary).toMatchObject({ imported: 1, alreadyThere: 1 });
    const again = await load(ga4, lines(row()), { store });
    expect(again.summary).toMatchObject({ imported: 0, alreadyThere: 1 });
  });

  it('is told from its neighbours of the same microsecond, with and without the newer columns', async () => {
    const { summary } = await load(ga4, lines(row(), row({ batch_event_index: '6' })));
    expect(summary.imported).toBe(2);
    const old = { batch_event_index: undefined, batch_page_id: undefined };
    const neighbours = await load(ga4, lines(row(old), row(old, [param('sku', 'B')]), row(old)));
    expect(neighbours.summary).toMatchObject({ imported: 2, alreadyThere: 1 });
  });
});

describe('a row that cannot be', () => {
  const cases: [string, string, string][] = [
    [
      'without consent',
      lines(row({ privacy_info: { analytics_storage: 'No' } })),
      'consent: analytics_storage is No',
    ],
    ['of nobody', lines(row({ user_pseudo_id: null })), 'user_pseudo_id: neither it nor user_id'],
    ['without a name', lines(row({ event_name: undefined })), 'event_name: is missing'],
    [
      'in milliseconds',
      lines(row({ event_timestamp: 1_793_000_000_123 })),
      'is not in microseconds',
    ],
    [
      'without a time',
      lines(row({ event_timestamp: 'soon' })),
      'event_timestamp: is missing or no number',
    ],
    [
      'of the future',
      lines(row({ event_timestamp: '1993000000000000' })),
      'at: lies in the future',
    ],
    [
      'worth less than nothing',
      lines(row({ event_name: 'purchase', ecommerce: { purchase_revenue: -3 } })),
      'value: must be a decimal',
    ],
    ['cut in the middle', `${lines(row()).slice(0, 300)}\n`, 'is not JSON'],
    ['of another kind', '[1,2]\n', 'is not a JSON object'],
    ['without end', `{"a":"${'x'.repeat(1 << 21)}"}\n`, 'is longer than 1048576 characters'],
  ];
  it.each(cases)(
    '%s is refused with its reason, the next one is loaded',
    async (_, text, reason) => {
      const { summary } = await load(ga4, text + lines(row()), { chunk: 100_000 });
      expect(summary).toMatchObject({ imported: 1, rejected: 1 });
      expect(summary.reasons[0]?.reason).toContain(reason);
      expect(summary.examples[0]?.line).toBe(1);
    },
  );

  it('never throws, whatever the fields hold', () => {
    fc.assert(
      fc.property(
        fc.record(
          Object.fromEntries(Object.keys(row()).map((key) => [key, fc.jsonValue({ maxDepth: 4 })])),
          { requiredKeys: [] },
        ),
        (any) => {
          const mapped = mapGa4Row(JSON.stringify({ ...row(), ...any }));
          expect(['string', 'object']).toContain(typeof mapped);
        },
      ),
      { numRuns: 300 },
    );
  });
});
