import { describe, expect, test } from 'vitest';
import { harness } from '../testing/harness.ts';
import { basic, post, track } from './testing/messages.ts';

const consent = (...yes: string[]) => ({
  context: { consent: { categoryPreferences: Object.fromEntries(yes.map((y) => [y, true])) } },
});

const choice = (yes: boolean, timestamp: string) =>
  track({
    timestamp,
    event: 'Segment Consent Preference Updated',
    context: { consent: { categoryPreferences: { Analytics: yes } } },
  });
const seen = (timestamp: string) => track({ timestamp, ...consent('Analytics') });

describe('consent', () => {
  test('without a word of consent the policy of the site decides', async () => {
    const h = harness();
    const answer = await post(h, '/v1/t', track());
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ rejected: [{ code: 'consent_missing' }] });
    expect(h.events.rows).toEqual([]);
    expect(h.quarantine.rows).toMatchObject([{ raw: '', event_id: '' }]);
  });

  test('categories are what the gate goes by', async () => {
    const h = harness();
    await post(h, '/v1/t', track({ ...consent('Analytics'), userId: 'u-1' }));
    expect(h.events.rows).toMatchObject([
      { consent_purposes: ['storage', 'measurement'], consent_source: 'categories:segment' },
    ]);
    // Nobody allowed to say who it is.
    expect(h.events.rows[0]?.['user_id'] ?? '').toBe('');
    const named = { type: 'identify', anonymousId: 'a-1', userId: 'u-1' };
    expect((await post(h, '/v1/i', { ...named, ...consent('Analytics') })).status).toBe(422);
    const all = consent('Analytics', 'identification');
    expect((await post(h, '/v1/i', { ...named, ...all })).status).toBe(200);
  });

  test("the site's own categories count", async () => {
    const { privacy } = harness().site;
    const h = harness({
      site: {
        privacy: { ...privacy, consentCategories: { Shop: ['measurement', 'identification'] } },
      },
    });
    const message = { anonymousId: 'a-1', userId: 'u-1', ...consent('Shop') };
    expect((await post(h, '/v1/i', message)).status).toBe(200);
  });

  test('who took consent back is not stored any more, until they agree again', async () => {
    const h = harness();
    expect((await post(h, '/v1/t', choice(false, '2026-11-22T09:00:00Z'))).status).toBe(200);
    const late = await post(h, '/v1/t', seen('2026-11-22T08:59:00Z'));
    expect(await late.json()).toMatchObject({ rejected: [{ code: 'withdrawn' }] });
    expect((await post(h, '/v1/t', choice(true, '2026-11-22T09:30:00Z'))).status).toBe(200);
    expect((await post(h, '/v1/t', seen('2026-11-22T09:31:00Z'))).status).toBe(200);
  });

  test('Global Privacy Control counts where nobody chose', async () => {
    const { privacy } = harness().site;
    const site = { privacy: { ...privacy, regime: 'opt_out' as const, gpc: 'strict' as const } };
    const h = harness({ site });
    const headers = { authorization: basic, 'sec-gpc': '1' };
    const answer = await post(h, '/v1/t', track(), headers);
    expect(await answer.json()).toMatchObject({ rejected: [{ code: 'opted_out' }] });
    expect((await post(h, '/v1/t', track(consent('Analytics')), headers)).status).toBe(200);
  });

  test('the place of a back end is not the place of its people', async () => {
    const { privacy } = harness().site;
    const asked: string[] = [];
    const h = harness({
      site: { privacy: { ...privacy, regime: 'opt_in', regions: { US: 'none' } } },
      trustedProxies: 1,
      country: (address) => {
        asked.push(address);
        return { country: address === '192.0.2.7' ? 'US' : 'DE' };
      },
    });
    const headers = { authorization: basic, 'x-forwarded-for': '198.51.100.1' };
    expect((await post(h, '/v1/batch', { batch: [track()] }, headers)).status).toBe(422);
    const batch = [track({ context: { ip: '192.0.2.7' } }), track({ context: { ip: 'US' } })];
    const answer = await post(h, '/v1/batch', { batch }, headers);
    expect(await answer.json()).toMatchObject({ success: true, rejected: [{ index: 1 }] });
    expect(asked).toEqual(['192.0.2.7']);
  });
});
